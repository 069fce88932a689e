/** The client against peers that lie, stall and break: each gets its cause, in time, and leaves no socket behind. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Cause } from '../../../evidence/records.ts';
import { longEnough } from '../../load/testing/long-enough.ts';
import { type Exchange, HttpClient, type Origin } from './client.ts';

const nowUs = (): number => performance.now() * 1000;
const OK = 'HTTP/1.1 200 OK\r\n';
const HELLO = `${OK}Content-Length: 5\r\n\r\nhello`;

/** A peer that does as it likes with each request; `round` counts the requests of one connection from 1. */
type Behaviour = (socket: Socket, round: number, connection: number) => void;

async function peer(t: TestContext, behaviour: Behaviour): Promise<{ origin: Origin; requests: () => number }> {
  let connections = 0;
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = ++connections;
    let round = 0;
    sockets.add(socket.setNoDelay().on('error', () => {}));
    socket.on('data', () => {
      requests++;
      behaviour(socket, ++round, connection);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    origin: { secure: false, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    requests: () => requests,
  };
}

function clientFor(t: TestContext, origin: Origin, maxBodyBytes = 100_000): HttpClient {
  const client = new HttpClient(origin, { nowUs, maxBodyBytes });
  t.after(() => client.close());
  return client;
}

async function noSocketLeft(client: HttpClient): Promise<void> {
  const giveUpUs = nowUs() + 5_000_000;
  while (client.openSockets > 0 && nowUs() < giveUpUs) await new Promise(setImmediate);
  assert.equal(client.openSockets, 0);
}

function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(text)), 5);
}

const failures: Record<string, [cause: Cause, why: RegExp, behaviour: Behaviour]> = {
  'closes without an answer': ['reset', /closed the connection before any answer/, (s) => s.end()],
  'resets without an answer': ['reset', /ECONNRESET/, (s) => s.resetAndDestroy()],
  'closes within the head': ['reset', /in the middle of the head/, (s) => s.end(`${OK}Content-`)],
  'sends less than its Content-Length': [
    'reset',
    /after 3 of 5 bytes/,
    (s) => s.end(`${OK}Content-Length: 5\r\n\r\nhel`),
  ],
  'closes within a chunk': ['reset', /after 3 bytes/, (s) => s.end(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`)],
  'closes before the last chunk': [
    'reset',
    /after 5 bytes/,
    (s) => s.end(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`),
  ],
  'resets within the body': [
    'reset',
    /after 3 of 5 bytes of the body: .*ECONNRESET/,
    (s) => s.write(`${OK}Content-Length: 5\r\n\r\nhel`, () => setTimeout(() => s.resetAndDestroy(), 20)),
  ],
  'resets within a body that ends with the connection': [
    'reset',
    /ECONNRESET/,
    (s) => s.write(`${OK}\r\nhel`, () => setTimeout(() => s.resetAndDestroy(), 20)),
  ],
  'says nothing': ['timeout waiting', /no status line within/, () => {}],
  'says 100 and then nothing': [
    'timeout waiting',
    /no status line within/,
    (s) => s.write('HTTP/1.1 100 Continue\r\n\r\n'),
  ],
  'stops within the status line': ['timeout waiting', /no status line within/, (s) => s.write('HTTP/1.1 20')],
  'stops within the head': ['timeout reading', /in the middle of the head/, (s) => s.write(`${OK}A: b\r\n`)],
  'stops within the body': [
    'timeout reading',
    /after 3 of 5 bytes/,
    (s) => s.write(`${OK}Content-Length: 5\r\n\r\nhel`),
  ],
  'drips a body without end': [
    'timeout reading',
    /bytes of the body/,
    (s) => {
      s.write(`${OK}Content-Length: 50000\r\n\r\n`);
      drip(s, 'x');
    },
  ],
  'drips a head without end': [
    'timeout reading',
    /in the middle of the head/,
    (s) => {
      s.write(OK);
      drip(s, 'A: b\r\n');
    },
  ],
  'speaks another protocol': ['protocol', /not HTTP\/1/, (s) => s.write('220 smtp.example ESMTP\r\n')],
  'answers with binary noise': ['protocol', /not HTTP\/1/, (s) => s.write(Buffer.alloc(100))],
  'sends headers without end': [
    'own limit',
    /limit of Seatrial: the head of an answer is read up to 262144 bytes/,
    (s) => s.write(OK + 'A: 0123456789\r\n'.repeat(100_000)),
  ],
  'announces a huge body': [
    'own limit',
    /limit of Seatrial: a body is kept up to 100000 bytes.*`into`/,
    (s) => s.write(`${OK}Content-Length: 999999999999\r\n\r\n`),
  ],
  'sends a body beyond the limit': [
    'own limit',
    /a body is kept up to 100000 bytes/,
    (s) => s.write(`${OK}\r\n${'x'.repeat(200_000)}`),
  ],
  'sends two framings': [
    'protocol',
    /both Content-Length and Transfer-Encoding/,
    (s) => s.write(`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  ],
  'switches protocols': ['protocol', /101/, (s) => s.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n')],
};

for (const [what, [cause, why, behaviour]] of Object.entries(failures)) {
  test(`a peer that ${what}: ${cause}`, async (t) => {
    const { origin } = await peer(t, behaviour);
    const client = clientFor(t, origin);
    let limitMs = 0;
    const ask = (ms: number): Promise<Exchange> => {
      limitMs = ms;
      return client.exchange('GET', '/', '', null, limitMs);
    };
    const got = await (cause.startsWith('timeout') ? longEnough(ask, (each) => each.cause === cause) : ask(20_000));
    assert.equal(got.cause, cause, got.why);
    assert.match(got.why, why);
    assert.deepEqual([got.status, got.body.length, Object.keys(got.headers)], [0, 0, []]);
    const tookMs = (got.endedUs - got.startedUs) / 1000;
    assert.ok(tookMs < limitMs + 5000 && (!cause.startsWith('timeout') || tookMs >= limitMs), `${tookMs} ms`);
    await noSocketLeft(client);
  });
}

test('nobody listens: refused, and nothing was sent', async (t) => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = clientFor(t, { secure: false, host, port });
    const got = await client.exchange('GET', '/', '', null, 5000);
    assert.deepEqual([got.cause, got.bytesSent], ['refused', 0]);
    assert.match(got.why, /ECONNREFUSED/);
    await noSocketLeft(client);
  }
});

test('a name that does not exist: dns', async (t) => {
  const client = clientFor(t, { secure: false, host: 'no-such-host.invalid', port: 80 });
  assert.equal((await client.exchange('GET', '/', '', null, 10_000)).cause, 'dns');
  await noSocketLeft(client);
});

test('a peer that takes the connection and never answers the TLS handshake: timeout connecting', async (t) => {
  const { origin } = await peer(t, () => {});
  const client = clientFor(t, { ...origin, secure: true });
  const ask = (limitMs: number) => client.exchange('GET', '/', '', null, limitMs);
  const got = await longEnough(ask, ({ why }) => !why.startsWith('no connection'));
  assert.deepEqual([got.cause, got.bytesSent], ['timeout connecting', 0]);
  assert.match(got.why, /no TLS handshake within/);
  await noSocketLeft(client);
});

/** Listens and then stands still, so that nobody takes connections out of the queue. */
const NEVER_ACCEPTS = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:worker_threads').parentPort.postMessage(server.address().port);
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 1);
  });`;

test('a peer whose queue of connections is full: timeout connecting', async (t) => {
  const thread = new Worker(NEVER_ACCEPTS, { eval: true });
  t.after(() => thread.terminate());
  const [port] = await once(thread, 'message');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const client = clientFor(t, { secure: false, host: '127.0.0.1', port });
  const ask = (limitMs: number) =>
    Promise.all([1, 2, 3, 4, 5].map(async () => (await client.exchange('GET', '/', '', null, limitMs)).cause));
  const bothCauses = (causes: unknown[]): boolean =>
    causes.includes('timeout waiting') && causes.includes('timeout connecting');
  const causes = await longEnough(ask, bothCauses);
  assert.ok(bothCauses(causes), causes.join());
  await noSocketLeft(client);
});

const answers: Record<string, [body: string, behaviour: Behaviour]> = {
  'after interim responses': [
    'hello',
    (s) => s.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n${HELLO}`),
  ],
  'that ends with the connection': ['hello', (s) => s.end(`${OK}\r\nhello`)],
  'of HTTP/1.0': ['hello', (s) => s.end('HTTP/1.0 200 OK\r\n\r\nhello')],
  'in chunks': [
    'hello',
    (s) => s.write(`${OK}Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nSum: 1\r\n\r\n`),
  ],
};

for (const [what, [body, behaviour]] of Object.entries(answers)) {
  test(`reads an answer ${what}`, async (t) => {
    const { origin } = await peer(t, behaviour);
    const client = clientFor(t, origin);
    for (let i = 0; i < 3; i++) {
      const got = await client.exchange('GET', '/', '', null, 5000);
      assert.deepEqual([got.cause, got.status, got.body.toString()], [null, 200, body]);
    }
  });
}

test('an answer cut at any boundary on its way is the same answer', async (t) => {
  const whole = `${OK}Set-Cookie: a=1\r\nset-cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`;
  let cut = 0;
  const { origin } = await peer(t, (socket) => {
    socket.write(whole.slice(0, cut));
    setTimeout(() => socket.write(whole.slice(cut)), 2);
  });
  const client = clientFor(t, origin);
  for (cut = 1; cut < whole.length; cut += 3) {
    const got = await client.exchange('GET', '/', '', null, 5000);
    assert.deepEqual([got.headers['set-cookie'], got.body.toString()], ['a=1\nb=2', 'hello'], `cut at ${cut}`);
    assert.equal(got.bytesReceived, whole.length);
  }
  assert.equal(client.openSockets, 1);
});

test('a second answer behind the first is nobody’s answer', async (t) => {
  const { origin } = await peer(t, (socket, _, connection) =>
    socket.write(connection === 1 ? `${HELLO}${OK}Content-Length: 4\r\n\r\nevil` : HELLO),
  );
  const client = clientFor(t, origin);
  for (let i = 0; i < 3; i++)
    assert.equal((await client.exchange('GET', '/', '', null, 5000)).body.toString(), 'hello');
});

test('a second answer that begins where a full read ends is nobody’s answer', async (t) => {
  const head = `${OK}Content-Length: 65000\r\nPad: `;
  const filled = `${head}${'p'.repeat(64 * 1024 - 65_000 - head.length - 4)}\r\n\r\n${'x'.repeat(65_000)}`;
  const { origin } = await peer(t, (socket, _, connection) => {
    socket.write(connection === 1 ? `${filled}${OK}Content-Length: 4\r\n\r\nevil` : HELLO);
  });
  const client = clientFor(t, origin);
  // Busy while everything arrives, so that the first read fills the whole read buffer.
  const first = client.exchange('GET', '/', '', null, 5000);
  assert.equal((await first).body.length, 65_000);
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).body.toString(), 'hello');
});

test('bytes that arrive while idle retire the connection', async (t) => {
  const { origin } = await peer(t, (socket) => {
    socket.write(HELLO);
    setTimeout(() => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n'), 20);
  });
  const client = clientFor(t, origin);
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).status, 200);
  await noSocketLeft(client);
});

/** Answers the first request of each connection and closes at the second: an idle close that crosses a request. */
const closesAtTheSecond: Behaviour = (socket, round) => void (round === 1 ? socket.write(HELLO) : socket.end());

async function twice(client: HttpClient, method: string): Promise<Exchange> {
  assert.equal((await client.exchange(method, '/', '', null, 5000)).status, 200);
  return client.exchange(method, '/', '', null, 5000);
}

for (const method of ['GET', 'HEAD', 'OPTIONS']) {
  test(`${method} is sent once more when a reused connection closes before any answer`, async (t) => {
    const { origin, requests } = await peer(t, (socket, round) => {
      if (round === 1) socket.write(method === 'HEAD' ? `${OK}\r\n` : HELLO);
      else socket.resetAndDestroy();
    });
    assert.equal((await twice(clientFor(t, origin), method)).status, 200);
    assert.equal(requests(), 3);
  });
}

for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
  test(`${method} is not: whether it took effect is unknown, and said to be`, async (t) => {
    const { origin, requests } = await peer(t, closesAtTheSecond);
    const got = await twice(clientFor(t, origin), method);
    assert.deepEqual([got.cause, got.status], ['reset', 0]);
    assert.equal(requests(), 2);
  });
}

test('a GET is sent again once only, and not when its answer had begun', async (t) => {
  const once = await peer(
    t,
    (socket, round, connection) => void (round + connection === 2 ? socket.write(HELLO) : socket.end()),
  );
  assert.equal((await twice(clientFor(t, once.origin), 'GET')).cause, 'reset');
  assert.equal(once.requests(), 3);
  const begun = await peer(t, (socket, round) => void (round === 1 ? socket.write(HELLO) : socket.end('HTTP/1.1 2')));
  assert.equal((await twice(clientFor(t, begun.origin), 'GET')).cause, 'reset');
  assert.equal(begun.requests(), 2);
});

/** In a thread of its own, so that it closes while the client's thread is too busy to notice. */
const CLOSES_AFTER_20_MS = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => socket.on('error', () => {}).on('data', () => {
    socket.write(${JSON.stringify(HELLO)});
    setTimeout(() => socket.end(), 20);
  }));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

test('after a long pause even a POST survives a close that waits to be read', async (t) => {
  const thread = new Worker(CLOSES_AFTER_20_MS, { eval: true });
  t.after(() => thread.terminate());
  const [port] = await once(thread, 'message');
  let us = 0;
  const client = new HttpClient({ secure: false, host: '127.0.0.1', port }, { nowUs: () => us });
  t.after(() => client.close());
  for (us of [0, 5_000_000, 10_000_000]) {
    const got = await client.exchange('POST', '/', '', null, 5000);
    assert.deepEqual([got.cause, got.status], [null, 200]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const busyUntilMs = performance.now() + 80;
    while (performance.now() < busyUntilMs);
  }
});

test('a connection is not used beyond the time its peer announced', async (t) => {
  let us = 0;
  const seen: number[] = [];
  const { origin } = await peer(t, (socket, _, connection) => {
    seen.push(connection);
    socket.write(`${OK}Keep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n`);
  });
  const client = new HttpClient(origin, { nowUs: () => us });
  t.after(() => client.close());
  for (us of [0, 4_000_000, 9_000_000])
    assert.equal((await client.exchange('POST', '/', '', null, 60_000)).status, 200);
  assert.deepEqual(seen, [1, 1, 2]);
});

test('a server that answers before it has read a large body does not poison the next request', async (t) => {
  const { origin } = await peer(t, (socket, round) => {
    socket.pause();
    if (round === 1) socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
  });
  const client = clientFor(t, origin);
  for (let i = 0; i < 2; i++) {
    const got = await client.exchange('POST', '/', '', Buffer.alloc(20_000_000), 2000);
    assert.equal(got.status, 413, got.why);
  }
});
