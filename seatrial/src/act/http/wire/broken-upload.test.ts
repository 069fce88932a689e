/** A connection that breaks under a large body: what the peer had said before is read, and then nothing is waited for. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { StreamedBody } from '../../../plan/protocols/http.ts';
import { HttpClient } from './client.ts';

const nowUs = (): number => performance.now() * 1000;
const SIZE = 100_000;
const LIMIT_MS = 20_000;

/** Answers, and resets the connection; in a thread of its own, so that it does while the client's thread is too busy to notice. */
const RESETS_BEHIND_ITS_ANSWER = `
  const { parentPort } = require('node:worker_threads');
  require('node:net').createServer((socket) => socket.on('error', () => {}).once('data', () => {
    socket.write('HTTP/1.1 201 Created\\r\\nContent-Length: 0\\r\\n\\r\\n');
    setTimeout(() => socket.resetAndDestroy(), 10);
  })).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`;

async function* twoPieces(): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < 2; piece++) yield Buffer.alloc(SIZE / 2);
}

const bodies: Readonly<Record<string, Uint8Array | StreamedBody>> = {
  'in one piece': Buffer.alloc(SIZE),
  'of a size': { stream: twoPieces, size: SIZE },
  'of chunks': { stream: twoPieces },
};

for (const [what, body] of Object.entries(bodies))
  test(`a body ${what} on a connection that has been reset ends as a reset, long before its timeout`, async (t) => {
    const thread = new Worker(RESETS_BEHIND_ITS_ANSWER, { eval: true });
    t.after(() => thread.terminate());
    const [port] = await once(thread, 'message');
    const client = new HttpClient({ secure: false, host: '127.0.0.1', port }, { nowUs });
    t.after(() => client.close());
    assert.equal((await client.exchange('PUT', '/', '', Buffer.alloc(0), LIMIT_MS)).status, 201);
    const busyUntilMs = performance.now() + 60;
    while (performance.now() < busyUntilMs);
    const got = await client.exchange('PUT', '/', '', body, LIMIT_MS);
    assert.deepEqual([got.cause, got.status], ['reset', 0], got.why);
    assert.match(got.why, /the connection broke before any answer: .*(?:EPIPE|ECONNRESET)/);
    assert.ok(got.endedUs - got.startedUs < LIMIT_MS * 500);
  });
