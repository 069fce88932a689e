import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { browse, serve } from '../load/testing/browser.ts';
import { decoded } from './decoded-body.ts';

const CODINGS = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  GZIP: gzipSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  deflate: deflateSync,
  ' deflate ': deflateRawSync,
  identity: (body: Uint8Array) => body,
} as const;

test('every coding is undone, several in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      const text = Buffer.from(bytes);
      for (const [name, encode] of Object.entries(CODINGS))
        assert.deepEqual(await decoded(Buffer.from(encode(text)), name, 5000), text, name);
      assert.deepEqual(await decoded(brotliCompressSync(gzipSync(text)), 'gzip, br', 5000), text);
    }),
    { numRuns: 20 },
  );
});

async function problem(...given: Parameters<typeof decoded>): Promise<string> {
  const got = await decoded(...given);
  return Buffer.isBuffer(got) ? '' : `${got.cause}: ${got.why}`;
}

test('what is cut off, bent, unknown or too large is a sentence', async () => {
  const body = gzipSync(Buffer.alloc(10_000, 'abc'));
  assert.match(await problem(body.subarray(0, -9), 'gzip', 20_000), /is not gzip .*unexpected end of file/);
  const bent = Buffer.from(body);
  bent.writeUInt8(bent.readUInt8(bent.length - 6) ^ 1, bent.length - 6);
  assert.match(await problem(bent, 'gzip', 20_000), /is not gzip .*incorrect data check/);
  assert.match(await problem(Buffer.from('plain'), 'br', 20_000), /is not br/);
  assert.match(await problem(Buffer.from('plain'), 'zstd', 20_000), /is not zstd/);
  assert.match(await problem(zstdCompressSync('x'.repeat(9000)).subarray(0, -2), 'zstd', 20_000), /is not zstd/);
  assert.match(await problem(zstdCompressSync('x'.repeat(9000)), 'zstd', 8999), /own limit/);
  assert.match(await problem(Buffer.from('x'), 'compress', 20_000), /"compress" was not asked for/);
  assert.deepEqual(await decoded(body, 'gzip', 9999), {
    cause: 'own limit',
    why: 'a limit of Seatrial: a body is decoded up to 9999 bytes, and this one is longer',
  });
});

test('compressed asks for it and gives the text; without it nothing is asked and nothing undone', async (t) => {
  const text = 'the quick brown fox '.repeat(1000);
  const url = await serve(t, (asked, answer) => {
    const wanted = String(asked.headers['accept-encoding'] ?? 'none');
    if (asked.url === '/bent') answer.setHeader('content-encoding', 'gzip').end('no gzip at all');
    else if (asked.url === '/zstd') answer.setHeader('content-encoding', 'zstd').end(zstdCompressSync(text));
    else if (asked.url === '/stubborn') answer.setHeader('content-encoding', 'br').end(brotliCompressSync(text));
    else if (wanted === 'gzip, br, zstd') answer.setHeader('content-encoding', 'gzip').end(gzipSync(text));
    else answer.end(wanted);
  });
  const { http, failures } = browse(t, url);
  const got = await http.get('/', { compressed: true });
  assert.deepEqual([got.text(), got.size, got.headers['content-encoding']], [text, text.length, 'gzip']);
  assert.equal((await http.get('/')).text(), 'none');
  assert.equal((await http.get('/', { compressed: true, headers: { 'Accept-Encoding': 'br' } })).text(), 'br');
  assert.deepEqual((await http.get('/stubborn')).body, brotliCompressSync(text));
  assert.equal((await http.head('/', { compressed: true })).status, 200);
  assert.deepEqual(failures, []);
  const broken = await http.get('/bent', { compressed: true });
  assert.deepEqual([broken.status, broken.cause, broken.body.length], [0, 'protocol', 0]);
  assert.equal((await http.get('/zstd', { compressed: true })).text(), text);
  await assert.rejects(http.get('/', { compressed: true, into: 'md5' }), /give one of them/);
});
