import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { longEnough } from '../../load/testing/long-enough.ts';
import { type Exchange, HttpClient, type Origin } from './client.ts';

const nowUs = (): number => performance.now() * 1000;

/** A real node:http server that counts the connections it was given. */
async function serve(
  t: TestContext,
  listener: RequestListener,
): Promise<{ server: Server; origin: Origin; connections: () => number }> {
  let connections = 0;
  const server = createServer(listener).on('connection', () => connections++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { server, origin: { secure: false, host: '127.0.0.1', port }, connections: () => connections };
}

function clientFor(t: TestContext, origin: Origin): HttpClient {
  const client = new HttpClient(origin, { nowUs });
  t.after(() => client.close());
  return client;
}

const echo: RequestListener = async (asked, answer) => {
  const body = Buffer.concat(await asked.toArray());
  answer.setHeader('x-method', asked.method ?? '').setHeader('x-target', asked.url ?? '');
  answer.setHeader('x-headers', JSON.stringify(asked.rawHeaders)).end(body);
};

test('a user keeps one connection for all its requests', async (t) => {
  const { origin, connections } = await serve(t, echo);
  const client = clientFor(t, origin);
  for (let i = 0; i < 50; i++) {
    const got = await client.exchange('GET', `/${i}`, '', null, 5000);
    assert.equal(got.status, 200);
    assert.equal(got.headers['x-target'], `/${i}`);
  }
  assert.equal(connections(), 1);
  assert.equal(client.openSockets, 1);
});

test('what is asked again is sent as it was, and what differs only in its method or headers is not', async (t) => {
  const { origin } = await serve(t, echo);
  const client = clientFor(t, origin);
  for (const [method, headers] of [
    ['GET', ''],
    ['POST', ''],
    ['POST', 'X-A: 1\r\n'],
    ['GET', 'X-A: 1\r\n'],
  ] as const) {
    const got = [1, 2, 3].map(() => client.exchange(method, '/same', headers, null, 5000));
    for (const { headers: echoed, bytesSent } of await Promise.all(got)) {
      assert.equal(echoed['x-method'], method);
      const length = method === 'POST' ? ['Content-Length', '0'] : [];
      const own = headers === '' ? [] : ['X-A', '1'];
      const sent = [`Host`, `127.0.0.1:${origin.port}`, ...own, ...length];
      assert.deepEqual(JSON.parse(echoed['x-headers'] ?? ''), sent);
      const lines = sent.flatMap((text, index) => (index % 2 === 0 ? [`${text}: ${sent[index + 1]}\r\n`] : []));
      assert.equal(bytesSent, `${method} /same HTTP/1.1\r\n${lines.join('')}\r\n`.length);
    }
  }
});

test('an answer that has come when the client is closed is handed out', async (t) => {
  const { origin } = await serve(t, echo);
  // The third instant that is asked for is the answer's end: the exchange's start and the connection's came before. While a busy machine
  // takes its time, the watch over limits asks as well: the client is then closed too early, and the next one has its turn.
  const closing = async (): Promise<Exchange> => {
    let asked = 0;
    const client = new HttpClient(origin, {
      nowUs: () => {
        if (++asked === 3) queueMicrotask(() => client.close());
        return nowUs();
      },
    });
    return client.exchange('GET', '/', '', null, 5000);
  };
  const got = await longEnough(closing, ({ cause }) => cause === null);
  assert.deepEqual([got.status, got.cause], [200, null]);
});

test('requests at the same time have a connection each, which are reused later', async (t) => {
  const { origin, connections } = await serve(t, echo);
  const client = clientFor(t, origin);
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all([1, 2, 3].map((i) => client.exchange('GET', `/${i}`, '', null, 5000)));
    assert.deepEqual(
      all.map((got) => got.headers['x-target']),
      ['/1', '/2', '/3'],
    );
  }
  assert.equal(connections(), 3);
});

test('what is sent arrives: methods, headers, bodies small and large, one connection', async (t) => {
  const { origin, connections } = await serve(t, echo);
  const client = clientFor(t, origin);
  for (const size of [0, 1, 16 * 1024, 16 * 1024 + 1, 3_000_000]) {
    const body = Buffer.alloc(size, 'abcdefg');
    const got = await client.exchange('PUT', '/a?b=c', 'X-A: 1\r\nx-b: \xe9\r\n', body, 10_000);
    assert.equal(got.why, '');
    assert.ok(got.body.equals(body));
    const sent = ['Host', `127.0.0.1:${origin.port}`, 'X-A', '1', 'x-b', '\xe9', 'Content-Length', String(size)];
    assert.deepEqual(JSON.parse(Buffer.from(got.headers['x-headers'] ?? '', 'latin1').toString('latin1')), sent);
    assert.ok(got.bytesSent > size && got.bytesReceived > size);
  }
  assert.equal(connections(), 1);
});

test('no body: POST says so, GET says nothing; HEAD and 304 have none to wait for', async (t) => {
  const { origin } = await serve(t, (asked, answer) => {
    answer.setHeader('x-length', asked.headers['content-length'] ?? 'none').setHeader('content-length', 4);
    if (asked.url === '/304') answer.writeHead(304).end();
    else answer.end('body');
  });
  const client = clientFor(t, origin);
  assert.equal((await client.exchange('POST', '/', '', null, 5000)).headers['x-length'], '0');
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).headers['x-length'], 'none');
  const head = await client.exchange('HEAD', '/', '', null, 5000);
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '4', 0]);
  assert.equal((await client.exchange('GET', '/304', '', null, 5000)).status, 304);
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).body.toString(), 'body');
});

test('bodies outlive the read buffer they came through', async (t) => {
  const { origin } = await serve(t, (asked, answer) => answer.end(String(asked.url).repeat(100)));
  const client = clientFor(t, origin);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => client.exchange('GET', `/${i}`, '', null, 5000)));
  for (const [i, got] of all.entries()) assert.equal(got.body.toString(), `/${i}`.repeat(100));
});

test('a server that answers Connection: close gets a new connection each time', async (t) => {
  const { origin, connections } = await serve(t, (_, answer) => answer.setHeader('connection', 'close').end('x'));
  const client = clientFor(t, origin);
  for (let i = 0; i < 3; i++) assert.equal((await client.exchange('GET', '/', '', null, 5000)).body.toString(), 'x');
  assert.equal(connections(), 3);
});

test('a name with several addresses and a literal IPv6 address both work', async (t) => {
  const { origin } = await serve(t, echo);
  const client = clientFor(t, { ...origin, host: 'localhost' });
  const got = await client.exchange('GET', '/', '', null, 5000);
  assert.equal(got.status, 200);
  assert.match(got.headers['x-headers'] ?? '', new RegExp(`"localhost:${origin.port}"`));
});

test('a connection closed while idle does not disturb the next request, whatever its method', async (t) => {
  const { server, origin, connections } = await serve(t, echo);
  const client = clientFor(t, origin);
  for (const method of ['GET', 'POST', 'PUT']) {
    assert.equal((await client.exchange(method, '/', '', null, 5000)).status, 200);
    server.closeIdleConnections();
    while (client.openSockets > 0) await new Promise(setImmediate);
  }
  assert.equal(connections(), 3);
});

test('the instants enclose the exchange', async (t) => {
  const { origin } = await serve(t, echo);
  const client = clientFor(t, origin);
  const before = nowUs();
  const got = await client.exchange('GET', '/', '', null, 5000);
  assert.ok(before <= got.startedUs && got.startedUs < got.endedUs && got.endedUs <= nowUs());
});

test('an abort ends the exchange and its connection, and others go on', async (t) => {
  const { origin } = await serve(t, (asked, answer) => void (asked.url === '/slow' || answer.end('x')));
  const client = clientFor(t, origin);
  const controller = new AbortController();
  const slow = client.exchange('GET', '/slow', '', null, 60_000, controller.signal);
  setImmediate(() => controller.abort());
  assert.equal((await slow).cause, 'aborted');
  const late = await client.exchange('GET', '/', '', null, 5000, controller.signal);
  assert.deepEqual([late.cause, late.bytesSent], ['aborted', 0]);
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).status, 200);
  assert.equal(client.openSockets, 1);
});

test('close ends what is open and refuses what comes later', async (t) => {
  const { origin } = await serve(t, () => {});
  const client = clientFor(t, origin);
  const open = client.exchange('GET', '/', '', null, 60_000);
  setImmediate(() => client.close());
  assert.equal((await open).cause, 'aborted');
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).cause, 'aborted');
  while (client.openSockets > 0) await new Promise(setImmediate);
});

test('what would smuggle is refused before anything is sent', async (t) => {
  const { origin, connections } = await serve(t, echo);
  const client = clientFor(t, origin);
  const hostile: [method: string, target: string, headers: string][] = [
    ['GET', '/ HTTP/1.1\r\nX: y', ''],
    ['GET', '/a b', ''],
    ['GET', '/\xe9', ''],
    ['GET', '', ''],
    ['GET', 'relative', ''],
    ['GET', '//[', 'A: b\nC: d\r\n'],
    ['GET /x', '/', ''],
    ['', '/', ''],
    ['CONNECT', '/', ''],
    ['GET', '/', 'A: b'],
    ['GET', '/', 'A: b\r\n\r\nGET /'],
    ['GET', '/', 'A: b\0\r\n'],
    ['GET', '/', 'A: \u0130\r\n'],
    ['GET', '/', 'A b: c\r\n'],
    ['GET', '/', 'A: b\r\n folded\r\n'],
    ['GET', '/', 'Content-Length: 5\r\n'],
    ['GET', '/', 'A: b\r\ntransfer-encoding: chunked\r\n'],
    ['GET', '/', 'Host: else.where\r\nHost: here\r\n'],
    ['GET', '/', 'Host: else where\r\n'],
    ['GET', '/', 'Connection: close\r\n'],
    ['GET', '/', 'Expect: 100-continue\r\n'],
  ];
  for (const [method, target, headers] of hostile) {
    const got = await client.exchange(method, target, headers, null, 5000);
    assert.deepEqual(
      [got.cause, got.status, got.bytesSent],
      ['protocol', 0, 0],
      JSON.stringify([method, target, headers]),
    );
    assert.match(got.why, /^not sent: /);
  }
  assert.equal(connections(), 0);
  assert.equal((await client.exchange('OPTIONS', '*', 'A:\r\n', null, 5000)).status, 200);
});

test('an answer that is there after its timeout is none, wherever the watch is', async (t) => {
  const { origin } = await serve(t, (_asked, answer) => void setTimeout(() => answer.end('late'), 25));
  const client = clientFor(t, origin);
  for (let i = 0; i < 10; i++) {
    const got = await client.exchange('GET', '/', '', null, 5);
    assert.deepEqual([got.status, got.body.length], [0, 0], got.why);
    assert.match(String(got.cause), /^timeout/); // on a busy machine perhaps while connecting
  }
  assert.equal((await client.exchange('GET', '/', '', null, 5000)).status, 200);
});
