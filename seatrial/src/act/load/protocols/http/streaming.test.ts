import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browse, serve } from '../../testing/browser.ts';

const MIB = 1024 * 1024;

async function* pieces(count: number, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let i = 0; i < count; i++) yield buffer.fill(i); // the same buffer again: whoever sends it must be done with it
}

function hashOf(count: number, size: number): string {
  const hash = createHash('sha256');
  for (let i = 0; i < count; i++) hash.update(Buffer.alloc(size, i));
  return hash.digest('hex');
}

/** In a process of its own, so that our memory is only ours: hashes what it gets, gives `GET /N` N bytes. */
async function remote(t: TestContext): Promise<string> {
  const server = fork(fileURLToPath(new URL('../../testing/large-objects.mjs', import.meta.url)));
  t.after(() => server.kill());
  const [port] = await once(server, 'message');
  return `http://127.0.0.1:${port}`;
}

/** How much the resident memory of this process grew at most while something was done. */
async function growthBytes(run: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  await run();
  clearInterval(look);
  return Math.max(most, process.memoryUsage.rss()) - before;
}

test('200 MB there and back never sit in memory', { timeout: 60_000 }, async (t) => {
  const { http } = browse(t, await remote(t));
  const stream = (): AsyncIterable<Uint8Array> => pieces(200, MIB);
  const expected = hashOf(200, MIB);
  await http.get('/1000', { into: 'sha256' });
  const grown = await growthBytes(async () => {
    const measured = await http.put('/a', { body: { stream, size: 200 * MIB }, timeout: '30s' });
    assert.deepEqual(measured.json(), { bytes: 200 * MIB, hash: expected, framing: String(200 * MIB) });
    const chunked = await http.put('/a', { body: { stream }, timeout: '30s' });
    assert.deepEqual(chunked.json(), { bytes: 200 * MIB, hash: expected, framing: 'chunked' });
    for (const path of [`/${200 * MIB}`, `/${200 * MIB}?chunked`]) {
      const got = await http.get(path, { into: 'sha256', timeout: '30s', name: 'get' });
      assert.deepEqual([got.status, got.size, got.digest, got.body.length], [200, 200 * MIB, expected, 0]);
    }
  });
  assert.ok(grown < 50 * MIB, `grew by ${Math.round(grown / MIB)} MiB`);
});

test('what goes past memory is counted and hashed as it was sent, however it is framed', async (t) => {
  const body = randomBytes(100_001);
  const url = await serve(t, (asked, answer) => {
    if (asked.url === '/length') answer.setHeader('content-length', body.length).end(body);
    else if (asked.url === '/close') {
      answer.useChunkedEncodingByDefault = false;
      answer.write(body, () => answer.end());
    } else if (asked.url === '/gone') answer.writeHead(404).end('no such thing');
    else if (asked.url === '/none') answer.writeHead(204).end();
    else answer.write(body.subarray(0, 7), () => answer.end(body.subarray(7)));
  });
  const { http, failures } = browse(t, url);
  for (const path of ['/length', '/chunks', '/close']) {
    for (const into of ['sha256', 'md5'] as const) {
      const got = await http.get(path, { into });
      const digest = createHash(into).update(body).digest('hex');
      assert.deepEqual([got.size, got.digest, got.body.length], [body.length, digest, 0], `${path} ${into}`);
    }
    const counted = await http.get(path, { into: 'nothing' });
    assert.deepEqual([counted.size, counted.digest], [body.length, '']);
    assert.equal((await http.get(path)).size, body.length);
  }
  const empty = createHash('md5').digest('hex');
  assert.deepEqual([(await http.get('/none', { into: 'md5' })).digest], [empty]);
  assert.deepEqual(failures, []);
  const gone = await http.get('/gone', { into: 'md5' });
  assert.deepEqual([gone.text(), gone.digest, gone.why], ['no such thing', '', 'status 404: no such thing']);
});

test('a body cut off on its way past memory has failed and has no digest', async (t) => {
  const url = await serve(t, (_asked, answer) => {
    answer.setHeader('content-length', 1000).write(Buffer.alloc(400), () => setTimeout(() => answer.destroy(), 20));
  });
  const got = await browse(t, url).http.get('/', { into: 'sha256' });
  assert.deepEqual([got.cause, got.digest, got.size], ['reset', '', 400]);
  assert.match(got.why, /400 of 1000 bytes/);
});

test('a streamed body that is not what it said is a mistake of the plan; the connection goes with it, the user does not', async (t) => {
  const complete: string[] = [];
  const url = await serve(t, async (asked, answer) => {
    const bytes = await asked.toArray().catch(() => null);
    if (bytes === null) return;
    complete.push(asked.url ?? '');
    answer.end();
  });
  const { http, outcomes, steps } = browse(t, url);
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    throw new TypeError('disk is not a function');
  };
  const texts = (): AsyncIterable<Uint8Array> => Readable.from(['text']) as AsyncIterable<never>;
  const bad = {
    short: [{ stream: () => pieces(2, 10), size: 30 }, /ended after 20 of 30 bytes/],
    long: [{ stream: () => pieces(2, 10), size: 15 }, /longer than its size of 15 bytes/],
    broken: [{ stream: broken }, /broke after 10 bytes: disk is not a function/],
    texts: [{ stream: texts }, /gave a string; give bytes/],
  } as const;
  for (const [name, [body, why]] of Object.entries(bad)) {
    await assert.rejects(http.put(`/${name}`, { body, writes: name }), why);
  }
  assert.deepEqual(steps, []);
  assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['unknown']));
  assert.equal((await http.put('/good', { body: { stream: () => pieces(3, 10), size: 30 } })).status, 200);
  assert.equal((await http.put('/empty', { body: { stream: () => pieces(0, 10) } })).status, 200);
  assert.deepEqual(complete, ['/good', '/empty']);
});

test('a user who leaves in the middle of a body gets no answer; the request has failed, and the journey goes on', async (t) => {
  const { http, failures } = browse(
    t,
    await serve(t, (asked, answer) => void asked.resume().on('end', () => answer.end())),
  );
  const leaving = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    throw new Error('the user leaves');
  };
  const got = await http.put('/', { body: { stream: leaving, size: 30 } });
  assert.deepEqual([got.status, got.cause], [0, 'journey threw']);
  assert.deepEqual(failures, [
    { step: 'PUT /', cause: 'journey threw', why: 'the streamed body broke after 10 bytes: the user leaves' },
  ]);
  assert.equal((await http.put('/', { body: 'whole' })).status, 200);
});

test('an answer before the end of the body ends the exchange, and the stream is told to stop', async (t) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        yield Buffer.alloc(1000);
        await new Promise((next) => setTimeout(next, 1));
      }
    } finally {
      resolve();
    }
  };
  const { port } = server.address() as { port: number };
  const got = await browse(t, `http://127.0.0.1:${port}`).http.put('/', { body: { stream: endless } });
  assert.deepEqual([got.status, got.text()], [413, 'no']);
  await stopped;
});

/** Refuses each upload at its first bytes and closes at once, in a process of its own: what is still coming is answered by a reset. */
const REFUSES = `require('node:http').createServer((asked, answer) => {
  answer.writeHead(413, { connection: 'close' }).end('no'); asked.resume();
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

for (const [what, body] of [
  ['of chunks', { stream: () => pieces(200, 65_536) }],
  ['of a size', { stream: () => pieces(200, 65_536), size: 200 * 65_536 }],
  ['in one piece', Buffer.alloc(200 * 65_536)],
] as const)
  test(`a refusal in the middle of a body ${what} is an answer, also where the peer closes at once`, async (t) => {
    const server = spawn(process.execPath, ['-e', REFUSES]);
    t.after(() => server.kill());
    const [port] = await once(server.stdout, 'data');
    const { http, failures } = browse(t, `http://127.0.0.1:${Number(port)}`);
    for (let n = 0; n < 25; n++) {
      const got = await http.put('/', { body, expect: 413 });
      assert.deepEqual([got.status, got.text()], [413, 'no'], got.why);
    }
    assert.deepEqual(failures, []);
  });

test('a peer that takes no more and says nothing has reset the connection', async (t) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.resetAndDestroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const got = await browse(t, `http://127.0.0.1:${port}`).http.put('/', {
    body: { stream: () => pieces(200, 65_536) },
  });
  assert.deepEqual([got.status, got.cause], [0, 'reset']);
  assert.match(got.why, /the connection broke before any answer: .*(?:EPIPE|ECONNRESET)/);
});

test('a peer that does not read holds a stream up, and the timeout ends it', async (t) => {
  const server = createTcpServer((socket) => socket.pause().on('error', () => undefined));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  let made = 0;
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    for (; made < 1000; made++) yield Buffer.alloc(MIB);
  };
  const { http } = browse(t, `http://127.0.0.1:${port}`);
  const got = await http.put('/', { body: { stream }, timeout: '300ms' });
  assert.equal(got.cause, 'timeout waiting');
  assert.ok(made < 100, `${made} MiB were made for a peer that reads nothing`);
  http.close();
});

test('streamed bodies leave the connection for the next request', async (t) => {
  const ports = new Set<number | undefined>();
  const url = await serve(t, async (asked, answer) => {
    ports.add(asked.socket.remotePort);
    answer.end(String(Buffer.concat(await asked.toArray()).length));
  });
  const { http } = browse(t, url);
  for (let i = 0; i < 20; i++) {
    const size = i % 2 === 0 ? { size: 30_000 } : {};
    const got = await http.put('/', { body: { stream: () => pieces(3, 10_000), ...size }, into: 'nothing' });
    assert.equal(got.size, 5);
  }
  assert.equal(ports.size, 1);
});

test('a redirect that keeps the body asks for the stream again', async (t) => {
  const url = await serve(t, async (asked, answer) => {
    const bytes = Buffer.concat(await asked.toArray());
    if (asked.url === '/a') answer.writeHead(307, { location: '/b' }).end();
    else answer.end(String(bytes.length));
  });
  const { http } = browse(t, url);
  const got = await http.put('/a', { body: { stream: () => pieces(3, 10) }, redirects: 1, into: 'md5' });
  assert.deepEqual([got.size, got.digest], [2, createHash('md5').update('30').digest('hex')]);
});
