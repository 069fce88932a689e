import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import type { Cause } from '../../../../evidence/records.ts';
import type { Grpc } from '../../../../plan/protocols/grpc.ts';
import { makeIdentity } from '../testing/identity.ts';
import { listen, nobody, type Peer, tcpPeer } from '../testing/tcp-peer.ts';
import { TestDesk, until } from '../testing/test-desk.ts';
import { JourneyGrpc } from './grpc.ts';
import { loadService } from './library.ts';

const PROTO = new URL('../fixtures/orders.proto', import.meta.url);
const ORDERS = { proto: PROTO, service: 'orders.v1.Orders' };
const STEP = 'gRPC orders.v1.Orders';

// biome-ignore lint/suspicious/noExplicitAny: the server is as loosely typed as the journeys are.
type Loose = any;

/** What the server does is chosen by the id of an order: a status by its name, silence, or an echo. */
const implementation: grpc.UntypedServiceImplementation = {
  Get: ((call: Loose, done: Loose) => {
    const { id, note } = call.request;
    if (id === 'silence') return;
    const code = (grpc.status as Loose)[id];
    const trailers = new grpc.Metadata();
    trailers.set('x-echo', String(call.metadata.get('x-tenant')[0]));
    if (code === undefined) done(null, call.request, trailers);
    else done({ code, details: note.length > 0 ? String(note) : `said ${id}`, metadata: trailers });
  }) as Loose,
  List: ((call: Loose) => {
    const count = Number(call.request.total_cents);
    for (let n = 0; n < count; n++)
      call.write({ id: `${n}`, note: Buffer.alloc(Number(call.request.state === 'PAID') * 10_000) });
    if (call.request.id === 'silence') return;
    if (call.request.id === 'DATA_LOSS') call.emit('error', { code: grpc.status.DATA_LOSS, details: 'gone' });
    else call.end();
  }) as Loose,
  Put: ((call: Loose, done: Loose) => {
    let total = 0;
    call.on('data', (order: Loose) => {
      total += Number(order.total_cents);
      if (order.id === 'ABORTED') done({ code: grpc.status.ABORTED, details: 'enough' });
    });
    call.on('end', () => done(null, { id: 'sum', total_cents: total }));
  }) as Loose,
  Talk: ((call: Loose) => {
    call.on('data', (order: Loose) => call.write({ ...order, state: 'PAID' }));
    call.on('end', () => call.end());
  }) as Loose,
};

interface Served extends Peer {
  server: grpc.Server;
}

/** A real server, behind a TCP relay that counts connections and can cut them. */
async function serve(
  t: TestContext,
  credentials = grpc.ServerCredentials.createInsecure(),
  scheme = 'http',
): Promise<Served & { cut: () => void }> {
  const { methods } = await loadService({ proto: PROTO, includes: [] }, ORDERS.service);
  const server = new grpc.Server();
  server.addService(methods as grpc.ServiceDefinition, implementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  t.after(() => server.forceShutdown());
  const relayed = new Set<Socket>();
  const relay = createServer((inward) => {
    const outward = connect(port, '127.0.0.1');
    relayed.add(inward);
    inward.pipe(outward).on('error', () => inward.destroy());
    outward.pipe(inward);
    inward.once('close', () => outward.destroy());
  });
  const peer = await listen(t, relay, scheme);
  return { ...peer, server, cut: () => relayed.forEach((socket) => void socket.resetAndDestroy()) };
}

function user(t: TestContext, url: string): { desk: TestDesk; all: JourneyGrpc; orders: Grpc } {
  const desk = new TestDesk();
  const all = new JourneyGrpc(desk, url);
  t.after(all.close);
  return { desk, all, orders: all.service(ORDERS) };
}

describe('everyday', () => {
  test('a unary call is a step with its bytes; messages are as the contract says', async (t) => {
    const peer = await serve(t);
    const { desk, all, orders } = user(t, peer.url);
    desk.dueUs = desk.nowUs() - 5000;
    const message = { id: 'o1', total_cents: '9007199254740993', state: 'PAID', note: Buffer.from('hi') };
    const got = await orders.unary('Get', message, { metadata: { 'x-tenant': 'a' } });
    assert.deepEqual([got.ok, got.code, got.status, got.message, got.cause, got.why], [true, 0, 'OK', 'OK', null, '']);
    assert.deepEqual(got.reply, message);
    assert.equal(got.trailers['x-echo'], 'a');
    assert.deepEqual((await orders.unary('Get', {}, { name: 'empty' })).reply, {
      id: '',
      total_cents: '0',
      state: 'NEW',
      note: Buffer.alloc(0),
    });
    assert.deepEqual([desk.told, desk.errors], [[`${STEP}/Get`, 'empty'], []]);
    // id 4, total 9, state 2, note 4 bytes, and 5 of framing.
    assert.deepEqual([desk.steps[0]?.bytesSent, desk.steps[0]?.bytesReceived, desk.steps[1]?.bytesSent], [24, 24, 5]);
    const first = desk.steps[0];
    assert.ok(first && got.serviceUs === first.endedUs - first.startedUs && first.startedUs - first.dueUs >= 4999);
    assert.equal(peer.made(), 1);
    assert.equal(all.service(ORDERS), orders, 'made once');
    all.close();
    await until(() => peer.open() === 0, 'no socket left');
  });

  test('answers come one by one, and the call is a step too', async (t) => {
    const { desk, orders } = user(t, (await serve(t)).url);
    const stream = await orders.serverStream('List', { total_cents: 3 }, { tags: { kind: 'list' } });
    const ids: string[] = [];
    for await (const order of stream) ids.push(order.id);
    assert.deepEqual(ids, ['0', '1', '2']);
    assert.equal((await stream.result).ok, true);
    assert.equal(await stream.next(), null);
    assert.deepEqual(desk.told.toSorted(), [`${STEP}/List`, ...Array(3).fill(`${STEP}/List message`)]);
    for (const { tags } of desk.steps) assert.deepEqual(tags, { kind: 'list' });
  });

  test('many messages there and one back; a conversation', async (t) => {
    const { desk, orders } = user(t, (await serve(t)).url);
    const sum = await orders.clientStream(
      'Put',
      [1, 2, 3].map((total_cents) => ({ total_cents })),
    );
    assert.deepEqual([sum.ok, sum.reply.total_cents], [true, '6'], sum.why);
    const talk = await orders.conversation('Talk');
    for (const id of ['a', 'b']) {
      assert.equal(await talk.send({ id }), true);
      const answer = await talk.next();
      assert.deepEqual([answer.id, answer.state], [id, 'PAID']);
    }
    talk.end();
    assert.equal(await talk.next(), null);
    assert.equal((await talk.result).ok, true);
    assert.equal(await talk.send({ id: 'late' }), false);
    assert.deepEqual(desk.told, [`${STEP}/Put`, `${STEP}/Talk message`, `${STEP}/Talk message`, `${STEP}/Talk`]);
    assert.ok(desk.steps.every(({ bytesSent }) => bytesSent >= 0));
  });

  test('a journey that leaves a stream ends the call, and that is no failure', async (t) => {
    const { desk, all, orders } = user(t, (await serve(t)).url);
    const stream = await orders.serverStream('List', { id: 'silence', total_cents: 3 });
    for await (const order of stream) if (order.id === '1') break;
    const result = await stream.result;
    assert.deepEqual([result.ok, result.status, result.cause], [false, 'CANCELLED', null]);
    assert.deepEqual([desk.errors, all.open.size], [[], 0]);
  });

  test('a slow reader holds the peer back, and loses nothing', async (t) => {
    const { orders } = user(t, (await serve(t)).url);
    const stream = await orders.serverStream('List', { total_cents: 3000, state: 'PAID' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    let n = 0;
    for await (const order of stream) assert.equal(order.id, `${n++}`);
    assert.equal(n, 3000);
  });
});

describe('what the peer says', () => {
  const statuses: [name: string, cause: Cause][] = [
    ['INVALID_ARGUMENT', 'status 4xx'],
    ['NOT_FOUND', 'status 4xx'],
    ['PERMISSION_DENIED', 'status 4xx'],
    ['RESOURCE_EXHAUSTED', 'status 4xx'],
    ['UNAUTHENTICATED', 'status 4xx'],
    ['UNKNOWN', 'status 5xx'],
    ['DEADLINE_EXCEEDED', 'status 5xx'],
    ['UNIMPLEMENTED', 'status 5xx'],
    ['INTERNAL', 'status 5xx'],
    ['UNAVAILABLE', 'status 5xx'],
  ];

  test('becomes a cause, unless it was expected', async (t) => {
    const { desk, orders } = user(t, (await serve(t)).url);
    for (const [name, cause] of statuses) {
      const got = await orders.unary('Get', { id: name });
      assert.deepEqual(
        [got.ok, got.status, got.message, got.cause, got.reply],
        [false, name, `said ${name}`, cause, undefined],
      );
      assert.equal(got.why, `gRPC status ${name}: said ${name}`);
    }
    assert.equal(desk.errors.length, statuses.length);
    const expected = await orders.unary('Get', { id: 'NOT_FOUND' }, { expect: ['OK', 'NOT_FOUND'] });
    assert.deepEqual([expected.ok, expected.cause], [false, null]);
    const unwanted = await orders.unary('Get', { id: 'x' }, { expect: 'PERMISSION_DENIED' });
    assert.deepEqual([unwanted.ok, unwanted.cause], [true, 'status 2xx']);
    assert.equal(desk.errors.length, statuses.length + 1);
  });

  test('is its own, also in the words that the library has for the network', async (t) => {
    const { orders } = user(t, (await serve(t)).url);
    const told: readonly [id: string, details: string, cause: Cause][] = [
      ['UNAVAILABLE', 'No connection established. Last error: connect ECONNREFUSED 192.0.2.5:50051', 'status 5xx'],
      ['UNAVAILABLE', 'Name resolution failed for target dns:db', 'status 5xx'],
      ['UNAVAILABLE', 'Connection dropped', 'status 5xx'],
      ['DEADLINE_EXCEEDED', 'Deadline exceeded after 1.2s,remote_addr=192.0.2.5:1', 'status 5xx'],
      ['INTERNAL', 'Received RST_STREAM with code 2 (Internal server error)', 'status 5xx'],
      ['CANCELLED', 'Call cancelled', 'status 4xx'],
      ['RESOURCE_EXHAUSTED', 'Received message larger than max (5 vs 4194304)', 'status 4xx'],
    ];
    for (const [id, details, cause] of told) {
      const got = await orders.unary('Get', { id, note: Buffer.from(details) });
      assert.deepEqual([got.status, got.message, got.cause], [id, details, cause]);
    }
  });

  test('ends streams of both directions', async (t) => {
    const { desk, orders } = user(t, (await serve(t)).url);
    const stream = await orders.serverStream('List', { id: 'DATA_LOSS', total_cents: 2 });
    let n = 0;
    for await (const order of stream) assert.equal(order.id, `${n++}`);
    const { status, cause } = await stream.result;
    assert.deepEqual([n, status, cause], [2, 'DATA_LOSS', 'status 5xx']);
    async function* endless(): AsyncGenerator<object> {
      for (let id = ''; ; id = 'ABORTED') yield { id };
    }
    const put = await orders.clientStream('Put', endless());
    assert.deepEqual([put.status, put.cause], ['ABORTED', 'status 4xx']);
    assert.deepEqual(desk.causes, [`${STEP}/List: status 5xx`, `${STEP}/Put: status 4xx`]);
  });
});

describe('what the network does', () => {
  test('a deadline passes: timeout waiting, for a call and for a stream', async (t) => {
    const { all, orders } = user(t, (await serve(t)).url);
    await orders.unary('Get', {});
    const got = await orders.unary('Get', { id: 'silence' }, { timeout: '60ms' });
    assert.deepEqual([got.status, got.cause], ['DEADLINE_EXCEEDED', 'timeout waiting'], got.why);
    const stream = await orders.serverStream('List', { id: 'silence', total_cents: 1 }, { timeout: '500ms' });
    assert.deepEqual([(await stream.next())?.id, await stream.next()], ['0', null]);
    assert.equal((await stream.result).cause, 'timeout waiting');
    assert.equal(all.open.size, 0);
  });

  test('nobody is there: refused; and when somebody is, soon found', async (t) => {
    const { desk, orders } = user(t, await nobody());
    const got = await orders.unary('Get', {});
    assert.deepEqual([got.status, got.cause], ['UNAVAILABLE', 'refused'], got.why);
    assert.deepEqual(desk.causes, [`${STEP}/Get: refused`]);
  });

  test('the connection is cut: reset, in the middle of a call and of a stream, and then all is well', async (t) => {
    const peer = await serve(t);
    const { orders } = user(t, peer.url);
    const calls = [orders.unary('Get', { id: 'silence' })];
    const stream = await orders.serverStream('List', { id: 'silence', total_cents: 1 });
    assert.equal((await stream.next())?.id, '0');
    peer.cut();
    assert.equal((await calls[0])?.cause, 'reset', (await calls[0])?.why);
    assert.equal(await stream.next(), null);
    assert.equal((await stream.result).cause, 'reset', (await stream.result).why);
    const next = await orders.unary('Get', { id: 'a' });
    assert.equal(next.ok, true, next.why);
    assert.equal(peer.made(), 2);
  });

  test('the server is killed', async (t) => {
    const peer = await serve(t);
    const { orders } = user(t, peer.url);
    const got = orders.unary('Get', { id: 'silence' });
    await until(() => peer.open() === 1, 'connected');
    await new Promise((resolve) => setTimeout(resolve, 30));
    peer.server.forceShutdown();
    assert.equal((await got).cause, 'reset', (await got).why);
  });

  for (const [name, causes, answer] of [
    ['speaks HTTP/1.1', ['reset', 'refused', 'protocol'], (s: Socket) => s.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['resets at once', ['reset', 'refused'], (s: Socket) => s.resetAndDestroy()],
    ['takes the connection and says nothing', ['timeout waiting', 'timeout connecting'], () => {}],
  ] as const) {
    test(`a peer that ${name}`, async (t) => {
      const peer = await tcpPeer(t, answer);
      const { all, orders } = user(t, peer.url);
      const got = await orders.unary('Get', {}, { timeout: '300ms' });
      assert.ok((causes as readonly string[]).includes(got.cause ?? ''), `${got.cause}: ${got.why}`);
      all.close();
      await until(() => peer.open() === 0, 'no socket left');
    });
  }
});

test('at the end of the phase all calls are aborted, and nothing stays open', async (t) => {
  const peer = await serve(t);
  const { desk, all, orders } = user(t, peer.url);
  const call = orders.unary('Get', { id: 'silence' });
  const stream = await orders.serverStream('List', { id: 'silence', total_cents: 1 });
  await stream.next();
  desk.abort();
  assert.deepEqual(
    [(await call).cause, (await stream.result).cause, await stream.next()],
    ['aborted', 'aborted', null],
  );
  await assert.rejects(orders.unary('Get', {}), /the phase is over/);
  assert.equal(all.open.size, 0);
  await until(() => peer.open() === 0, 'no socket left');
});

test('users share no connection', async (t) => {
  const peer = await serve(t);
  for (const _ of [1, 2, 3]) assert.equal((await user(t, peer.url).orders.unary('Get', {})).ok, true);
  assert.deepEqual([peer.made(), peer.open()], [3, 3]);
});

test('what a journey gets wrong throws', async (t) => {
  const peer = await serve(t);
  const { all, orders } = user(t, peer.url);
  assert.throws(
    () => all.service({ ...ORDERS, url: 'http://example.com:1' }),
    /example.com:1 is not a system of this plan/,
  );
  await assert.rejects(orders.unary('Gett', {}), /has no method 'Gett'; it has Get, List, Put, Talk/);
  await assert.rejects(orders.unary('List', {}), /called with serverStream, not with unary/);
  await assert.rejects(orders.unary('Get', null as unknown as object), TypeError);
  await assert.rejects(orders.unary('Get', {}, { timeout: '5' as '5s' }), /timeout: '5' is not a duration/);
  await assert.rejects(
    all.service({ ...ORDERS, service: 'Nope' }).unary('Get', {}),
    /no service 'Nope'; it has orders.v1.Orders, orders.v1.Other/,
  );
  const missing = new URL('../fixtures/missing.proto', import.meta.url);
  await assert.rejects(all.service({ ...ORDERS, proto: missing }).unary('Get', {}), /missing.proto/);
  const failing = (function* () {
    yield {};
    throw new Error('mine');
  })();
  await assert.rejects(orders.clientStream('Put', failing), /mine/);
  await until(() => all.open.size === 0, 'no call left');
});

const identity = makeIdentity();

test('over TLS a trusted peer is called, a stranger is not', {
  skip: identity ? false : 'openssl is not installed',
}, async (t) => {
  const { cert = '', key = '' } = identity ?? {};
  const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
  const peer = await serve(t, grpc.ServerCredentials.createSsl(null, [pair]), 'https');
  const trusting = new JourneyGrpc(new TestDesk(), peer.url, { tls: { ca: cert } });
  t.after(trusting.close);
  const got = await trusting.service(ORDERS).unary('Get', { id: 'a' });
  assert.equal(got.ok, true, got.why);
  const stranger = await user(t, peer.url).orders.unary('Get', {});
  assert.equal(stranger.cause, 'tls', stranger.why);
});
