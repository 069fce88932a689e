import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FormPart } from '../../plan/protocols/http.ts';
import { browse, serve } from '../load/testing/browser.ts';
import { multipart, urlEncoded } from './form.ts';

/** As browsers send line ends in the values of fields. */
const crlf = (text: string): string => text.replace(/\r\n|\r|\n/g, '\r\n');

/** Read by Node's own reader of forms, which shares nothing with ours. */
async function read({ contentType, bytes }: { contentType: string; bytes: Uint8Array<ArrayBuffer> }) {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  const entries: unknown[] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') entries.push([name, value]);
    else entries.push([name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('latin1')]);
  }
  return entries;
}

test('a form is read back as it was written', () => {
  assert.equal(
    urlEncoded({ a: 1, tag: ['x', 'y'], yes: true, text: 'ü &=+' }),
    'a=1&tag=x&tag=y&yes=true&text=%C3%BC+%26%3D%2B',
  );
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(value, fc.array(value))), (form) => {
      const expected = Object.entries(form).flatMap(([name, given]) =>
        [given].flat().map((each) => [crlf(name), crlf(String(each))]),
      );
      assert.deepEqual([...new URLSearchParams(urlEncoded(form))], expected);
    }),
  );
});

test('parts are read back as they were written, whatever bytes they hold', async () => {
  const body = fc.oneof(
    fc.uint8Array(),
    fc.string({ unit: fc.constantFrom('seatrial-form-0', 'seatrial-form-1', '--', '\r\n', 'a') }),
  );
  const name = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ';', '=', '"', "'", '.') });
  const field: fc.Arbitrary<FormPart> = fc.record({
    name,
    filename: name,
    contentType: fc.constant('image/png'),
    body,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 4 }), async (parts) => {
      const { contentType, bytes } = multipart(parts);
      const expected = parts.map((part) => [
        part.name.replaceAll('"', '%22'),
        part.filename?.replaceAll('"', '%22'),
        'image/png',
        Buffer.from(part.body).toString('latin1'),
      ]);
      const got = (await read({ contentType, bytes: new Uint8Array(bytes) })) as string[][];
      assert.deepEqual(
        got.map((entry) => [entry[0]?.replaceAll('"', '%22'), entry[1]?.replaceAll('"', '%22'), ...entry.slice(2)]),
        expected,
      );
    }),
    { numRuns: 60 },
  );
});

test('a part is exactly what the standard says', () => {
  const { contentType, bytes } = multipart([
    { name: 'title', body: 'see seatrial-form-0' },
    { name: 'f"1\r\n', filename: 'a\n.txt', body: Buffer.from([0xff]) },
  ]);
  assert.equal(contentType, 'multipart/form-data; boundary=seatrial-form-1');
  assert.equal(
    bytes.toString('latin1'),
    [
      '--seatrial-form-1',
      'Content-Disposition: form-data; name="title"',
      '',
      'see seatrial-form-0',
      '--seatrial-form-1',
      'Content-Disposition: form-data; name="f%221%0D%0A"; filename="a%0A.txt"',
      'Content-Type: application/octet-stream',
      '',
      '\xff',
      '--seatrial-form-1--',
      '',
    ].join('\r\n'),
  );
});

test('a server gets a form with its content type; a request has one body', async (t) => {
  const url = await serve(t, async (asked, answer) => {
    const bytes = Buffer.concat(await asked.toArray());
    answer.end(`${asked.headers['content-type']} ${asked.headers['content-length']} ${bytes}`);
  });
  const { http } = browse(t, url);
  const form = await http.post('/', { form: { user: 'ada', tag: ['a b', 2] } });
  assert.equal(form.text(), 'application/x-www-form-urlencoded 22 user=ada&tag=a+b&tag=2');
  const parts = await http.post('/', { multipart: [{ name: 'a', body: 'b' }] });
  assert.match(parts.text(), /^multipart\/form-data; boundary=seatrial-form-0 \d+ --seatrial-form-0\r\n/);
  await assert.rejects(http.post('/', { form: {}, json: 1 }), /a request has one body/);
  await assert.rejects(
    http.post('/', { multipart: [{ name: 'a', body: 'b' }], headers: { 'Content-Type': 'a/b' } }),
    /names the boundary/,
  );
  await assert.rejects(http.post('/', { multipart: [{ name: 'a', body: '', contentType: 'a\r\nb' }] }), /line end/);
});

test('line ends in fields are CR LF, and those of a file are its own', async () => {
  assert.equal(urlEncoded({ 'a\nb': 'x\ry\r\nz' }), 'a%0D%0Ab=x%0D%0Ay%0D%0Az');
  const { bytes } = multipart([
    { name: 'note', body: 'a\nb' },
    { name: 'file', filename: 'f', body: 'a\nb' },
  ]);
  assert.deepEqual(bytes.toString().match(/a\r?\nb/g), ['a\r\nb', 'a\nb']);
});
