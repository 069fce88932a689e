/** Limits of our own clients: lifted where nobody asked for one, and told as ours where one is reached. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { describe, type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';
import { JourneyEvents } from './events/server-sent-events.ts';
import { JourneyGrpc } from './grpc/grpc.ts';
import { loadService } from './grpc/library.ts';
import { Http2Client } from './http2/http2.ts';
import { listen } from './testing/tcp-peer.ts';
import { TestDesk } from './testing/test-desk.ts';
import { JourneyWebSockets } from './websocket/websocket.ts';

const ORDERS = { proto: new URL('./fixtures/orders.proto', import.meta.url), service: 'orders.v1.Orders' };
const nowUs = (): number => performance.now() * 1000;

async function http2(t: TestContext): Promise<Http2Client> {
  const server = createHttp2Server({ maxSessionMemory: 1000, maxSendHeaderBlockLength: 1_000_000 });
  server.on('sessionError', () => {});
  server.on('stream', async (stream, asked) => {
    stream.on('error', () => {});
    const fields = Object.fromEntries(
      Array.from({ length: Number(asked['x-fields'] ?? 0) }, (_, n) => [
        `x-${n}`,
        asked['x-size'] === undefined ? 'v' : '~'.repeat(Number(asked['x-size'])),
      ]),
    );
    const body = Buffer.concat(await stream.toArray());
    if (asked['x-silent'] !== undefined) return;
    stream.respond({ ':status': 200, ...fields });
    stream.end(String(body.length));
  });
  const { url } = await listen(t, server);
  const client = new Http2Client({ secure: false, host: '127.0.0.1', port: Number(new URL(url).port) }, { nowUs });
  t.after(() => client.close());
  return client;
}

/** Echoes a message of the size that `total_cents` says; takes messages of 1 MB. */
async function orders(t: TestContext): Promise<string> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 1_000_000 });
  const { methods } = await loadService({ proto: ORDERS.proto, includes: [] }, ORDERS.service);
  const get = (call: { request: { total_cents: string } }, done: (error: null, reply: unknown) => void): void =>
    done(null, { note: Buffer.alloc(Number(call.request.total_cents)) });
  server.addService(methods as grpc.ServiceDefinition, { Get: get as unknown as grpc.UntypedHandleCall });
  const port = await new Promise<number>((resolve) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
  );
  t.after(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

describe('HTTP/2', () => {
  test('several large bodies are uploaded at once', async (t) => {
    const client = await http2(t);
    const body = Buffer.alloc(8_000_000);
    const uploads = Array.from({ length: 4 }, () => client.exchange('PUT', '/', '', body, 20_000));
    for (const { status, cause, why, body: answer } of await Promise.all(uploads))
      assert.deepEqual([status, cause, String(answer)], [200, null, '8000000'], why);
  });

  test('an answer of a thousand fields is read', async (t) => {
    const client = await http2(t);
    const got = await client.exchange('GET', '/', 'X-Fields: 1000\r\n', null, 10_000);
    assert.deepEqual([got.status, got.headers['x-999']], [200, 'v'], got.why);
  });

  test('a head of 200 KB is beyond our own limit, for all that share the connection', async (t) => {
    const client = await http2(t);
    const large = client.exchange('GET', '/', 'X-Fields: 20\r\nX-Size: 10000\r\n', null, 10_000);
    const silent = client.exchange('GET', '/', 'X-Fields: 0\r\nX-Silent: 1\r\n', null, 10_000);
    for (const { status, cause, why } of await Promise.all([large, silent])) {
      assert.deepEqual([status, cause], [0, 'own limit'], why);
      assert.match(why, /^a limit of Seatrial: the head of an answer of HTTP\/2 is read up to 9 frames/);
    }
    assert.equal((await client.exchange('GET', '/', '', null, 10_000)).status, 200, 'the next one goes on');
  });
});

describe('gRPC', () => {
  test('an answer of 10 MB is read; one above the limit that the journey gave is ours', async (t) => {
    const desk = new TestDesk();
    const all = new JourneyGrpc(desk, await orders(t));
    t.after(all.close);
    const ask = { total_cents: '10000000' };
    const got = await all.service(ORDERS).unary('Get', ask);
    assert.deepEqual([got.ok, got.reply?.note.length], [true, 10_000_000], got.why);
    const small = await all.service({ ...ORDERS, maxMessageBytes: 1_000_000 }).unary('Get', ask);
    assert.equal(small.cause, 'own limit');
    assert.match(small.why, /^a limit of Seatrial: .* vs 1000000\); raise `maxMessageBytes`$/);
    assert.throws(() => all.service({ ...ORDERS, maxMessageBytes: -1 }), /maxMessageBytes: -1 is not a whole number/);
  });

  test('a message that the peer finds too large is the word of the peer, whatever our limit', async (t) => {
    const desk = new TestDesk();
    const all = new JourneyGrpc(desk, await orders(t));
    t.after(all.close);
    for (const maxMessageBytes of [1_000_000, 2_000_000]) {
      const message = { note: Buffer.alloc(3_000_000) };
      const got = await all.service({ ...ORDERS, maxMessageBytes }).unary('Get', message);
      assert.deepEqual([got.status, got.cause], ['RESOURCE_EXHAUSTED', 'status 4xx'], got.why);
    }
  });
});

describe('WebSocket', () => {
  const open = async (t: TestContext, headers = {}): Promise<{ desk: TestDesk; sockets: JourneyWebSockets }> => {
    const http = createServer();
    const server = new WebSocketServer({ server: http });
    server.on('headers', (lines) => {
      for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    });
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('message', (size) => socket.send(Buffer.alloc(Number(String(size)))));
    });
    const desk = new TestDesk();
    const sockets = new JourneyWebSockets(desk, (await listen(t, http)).url);
    t.after(sockets.close);
    return { desk, sockets };
  };

  test('a message of 20 MB is read; one above the limit that the journey gave is ours', async (t) => {
    const { desk, sockets } = await open(t);
    const socket = await sockets.open('/');
    assert.equal((await socket.exchange('20000000')).data.length, 20_000_000);
    const small = await sockets.open('/', { maxMessageBytes: 1000 });
    assert.equal((await small.exchange('1000')).data.length, 1000);
    const got = await small.exchange('1001');
    assert.equal(got.cause, 'own limit', got.why);
    assert.match(got.why, /a message is read up to 1000 bytes.*raise `maxMessageBytes`/);
    assert.deepEqual(desk.causes, ['WS / exchange: own limit']);
    assert.deepEqual(
      desk.steps.map(({ of }) => of),
      ['request', 'message', 'request', 'message', 'message'],
    );
    await assert.rejects(sockets.open('/', { maxMessageBytes: 0 }), /maxMessageBytes: 0/);
    assert.equal(desk.underWay.awaited, 0);
  });

  test('an opening with a large head is read, and a larger one is ours', async (t) => {
    for (const [size, cause] of [
      [100_000, null],
      [300_000, 'own limit'],
    ] as const) {
      const { sockets } = await open(t, { 'X-Large': 'x'.repeat(size) });
      const socket = await sockets.open('/');
      assert.equal(socket.cause, cause, socket.why);
    }
  });
});

describe('server-sent events', () => {
  test('an event of 20 MB is read; one above the limit that the journey gave is ours, as a large head is', async (t) => {
    const { url } = await listen(
      t,
      createServer((asked, answer) => {
        const large = asked.url === '/head' ? { 'X-Large': 'x'.repeat(300_000) } : {};
        answer.writeHead(200, { 'Content-Type': 'text/event-stream', ...large });
        answer.end(`data: ${'x'.repeat(20_000_000)}\n\n`);
      }),
    );
    const desk = new TestDesk();
    const events = new JourneyEvents(desk, url);
    t.after(events.close);
    assert.equal((await (await events.open('/')).next())?.data.length, 20_000_000);
    const small = await events.open('/', { maxEventCharacters: 1000 });
    assert.equal(await small.next(), null);
    assert.equal(small.cause, 'own limit');
    assert.match(small.why, /an event is read up to 1000 characters.*raise `maxEventCharacters`/);
    const head = await events.open('/head');
    assert.equal(head.cause, 'own limit', head.why);
    await assert.rejects(events.open('/', { maxEventCharacters: 0.5 }), /maxEventCharacters: 0.5/);
    assert.equal(desk.underWay.awaited, 0);
  });
});
