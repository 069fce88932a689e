import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { browse, serve } from '../load/testing/browser.ts';

test('bodies of fetch are sent as fetch sends them', async (t) => {
  const url = await serve(t, (asked, answer) => {
    void buffer(asked).then((body) => {
      const { 'content-type': type = 'none', 'content-length': length } = asked.headers;
      answer.end(JSON.stringify([type, Number(length), body.toString('latin1')]));
    });
  });
  const { http, failures } = browse(t, url);
  const sent = async (body: ArrayBuffer | URLSearchParams | FormData, headers = {}): Promise<string[]> =>
    (await http.post('/', { body, headers })).json();
  const bytes = new Uint8Array([0, 255, 7]);
  assert.deepEqual(await sent(bytes.buffer), ['none', 3, '\x00\xff\x07']);
  const search = new URLSearchParams([
    ['a', 'b c'],
    ['a', 'ü'],
  ]);
  const form = 'application/x-www-form-urlencoded;charset=UTF-8';
  assert.deepEqual(await sent(search), [form, 14, 'a=b+c&a=%C3%BC']);
  assert.equal((await sent(search, { 'content-type': 'x/y' }))[0], 'x/y');
  const data = new FormData();
  data.append('name', 'ada');
  data.append('file', new Blob([bytes], { type: 'image/png' }), 'a.png');
  data.append('bare', new Blob(['x']));
  const [type = '', , text = ''] = await sent(data);
  const read = await new Response(Buffer.from(text, 'latin1'), { headers: { 'content-type': type } }).formData();
  const file = read.get('file') as File;
  assert.deepEqual([read.get('name'), file.name, file.type, file.size], ['ada', 'a.png', 'image/png', 3]);
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), bytes);
  assert.equal((read.get('bare') as File).type, 'application/octet-stream');
  assert.deepEqual(failures, []);
});
