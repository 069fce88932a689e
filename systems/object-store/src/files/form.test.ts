/** Forms as clients send them, in pieces of any size; forms that break off or are none; and that nothing is read ahead of its use. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { FilesError } from './errors.ts';
import { openForm } from './form.ts';

const boundary = 'a-boundary';
const contentType = `multipart/form-data; boundary=${boundary}`;

function part(disposition: string, body: Buffer | string, type = 'Content-Type: text/csv\r\n'): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body), Buffer.from('\r\n')]);
}

function form(...parts: Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

const fileNamed = (name: string, body: Buffer | string): Buffer => part(`name="file"; filename="${name}"`, body);

async function* inPieces(whole: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < whole.length; start += pieceBytes) yield whole.subarray(start, start + pieceBytes);
}

async function read(
  whole: Buffer,
  pieceBytes = 65_536,
): Promise<{ name: string | undefined; type: string; body: Buffer }> {
  const file = await openForm(contentType, inPieces(whole, pieceBytes));
  return { name: file.name, type: file.contentType, body: await drain(file.bytes) };
}

async function drain(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

const refused = (code: string) => (error: Error) => error instanceof FilesError && error.code === code;

test('a file comes out as it went in, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 400 }),
      async (bytes, pieceBytes) => {
        const found = await read(
          form(part('name="note"', 'text', ''), fileNamed('a.csv', Buffer.from(bytes))),
          pieceBytes,
        );
        assert.deepEqual(found, { name: 'a.csv', type: 'text/csv', body: Buffer.from(bytes) });
      },
    ),
  );
});

test('a file that looks like a form', async () => {
  const body = `x--${boundary}\r\n\r\n--${boundary.slice(0, -1)}\r\n\r\n--`;
  for (const pieceBytes of [1, 7, 1000])
    assert.equal((await read(form(fileNamed('a', body)), pieceBytes)).body.toString(), body);
});

test('a form that breaks off anywhere is refused and never hangs', async () => {
  const whole = form(part('name="note"', 'text', ''), fileNamed('a.csv', randomBytes(50)));
  for (let sentBytes = 0; sentBytes < whole.length - 4; sentBytes++) {
    await assert.rejects(
      read(whole.subarray(0, sentBytes), 11),
      (error) => refused('malformed_form')(error as Error) || refused('file_missing')(error as Error),
      `after ${sentBytes} bytes`,
    );
  }
});

test('no bytes at all, however mangled, make it hang or fail with anything but a refusal', async () => {
  const whole = form(part('name="note"', 'text', ''), fileNamed('a.csv', 'content'));
  const edit = fc.record({ at: fc.nat(whole.length - 1), drop: fc.nat(20), add: fc.uint8Array({ maxLength: 5 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 300 }),
      async (edits, pieceBytes) => {
        let bytes = whole;
        for (const { at, drop, add } of edits) {
          bytes = Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]);
        }
        await read(bytes, pieceBytes).catch((error: unknown) => assert.ok(error instanceof FilesError, String(error)));
      },
    ),
    { numRuns: 500 },
  );
});

test('what is not one file in a part named "file"', async () => {
  const cases: readonly (readonly [code: string, body: Buffer])[] = [
    ['file_missing', form()],
    ['file_missing', form(part('name="file"', 'a field, not a file', ''))],
    ['file_missing', form(part('name="upload"; filename="a"', 'x'))],
    ['too_many_files', form(fileNamed('a', 'x'), fileNamed('b', 'y'))],
    ['too_many_files', form(fileNamed('a', 'x'), part('name="other"; filename="b"', 'y'))],
    ['file_empty', form(fileNamed('a', ''))],
    ['malformed_form', Buffer.from('not a form')],
    ['malformed_form', Buffer.alloc(0)],
  ];
  for (const [code, body] of cases) await assert.rejects(read(body), refused(code), `${code}: ${body}`);
  for (const type of [
    undefined,
    '',
    'application/json',
    'multipart/form-data',
    'multipart/mixed; boundary=a',
    'application/x-www-form-urlencoded; boundary=a',
  ]) {
    await assert.rejects(openForm(type, inPieces(form(fileNamed('a', 'x')), 100)), refused('not_multipart'), type);
  }
});

test('what the source throws comes out, before and within the file', async () => {
  const gone = new Error('gone');
  async function* breaking(whole: Buffer): AsyncGenerator<Buffer> {
    yield whole;
    throw gone;
  }
  await assert.rejects(openForm(contentType, breaking(Buffer.from('--'))), gone);
  const file = await openForm(contentType, breaking(fileNamed('a', 'begun').subarray(0, -2)));
  await assert.rejects(drain(file.bytes), gone);
});

test('nothing is read that nobody uses, and an abandoned form lets go of its source', async () => {
  let given = 0;
  let returned = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      yield fileNamed('a', 'begun').subarray(0, -2);
      for (;;) {
        given += 1;
        yield Buffer.alloc(65_536);
      }
    } finally {
      returned = true;
    }
  }
  const file = await openForm(contentType, endless());
  for (let turns = 0; turns < 100; turns++) await turn();
  assert.ok(given < 5, `${given} parts were read ahead`);
  file.abandon();
  while (!returned) await turn();
});
