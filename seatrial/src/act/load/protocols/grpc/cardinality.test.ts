import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import { type TestContext, test } from 'node:test';
import type { Grpc, GrpcReply } from '../../../../plan/protocols/grpc.ts';
import { listen } from '../testing/tcp-peer.ts';
import { TestDesk } from '../testing/test-desk.ts';
import { JourneyGrpc } from './grpc.ts';

const ORDERS = { proto: new URL('../fixtures/orders.proto', import.meta.url), service: 'orders.v1.Orders' };
const EMPTY_MESSAGE = Buffer.alloc(5);

/** A peer that answers each call with so many empty messages and these trailers, as no library would let it. */
async function peerOf(t: TestContext, messages: number, trailers: object): Promise<{ desk: TestDesk; orders: Grpc }> {
  const server = createServer().on('stream', (stream) => {
    stream.on('error', () => {}).resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
    stream.end(Buffer.alloc(EMPTY_MESSAGE.length * messages));
  });
  const desk = new TestDesk();
  const all = new JourneyGrpc(desk, (await listen(t, server)).url);
  t.after(all.close);
  return { desk, orders: all.service(ORDERS) };
}

test('OK with one message is an answer', async (t) => {
  const { desk, orders } = await peerOf(t, 1, { 'grpc-status': '0' });
  for (const got of [await orders.unary('Get', {}), await orders.clientStream('Put', [{}])])
    assert.deepEqual([got.ok, got.status, got.cause, got.reply?.id], [true, 'OK', null, '']);
  assert.deepEqual(desk.errors, []);
});

const wrong: readonly [messages: number, why: RegExp, ask: readonly ((orders: Grpc) => Promise<GrpcReply>)[]][] = [
  [
    0,
    /^gRPC status UNIMPLEMENTED: No message received$/,
    [(orders) => orders.unary('Get', {}), (orders) => orders.clientStream('Put', [{}])],
  ],
  // A unary call reads one message only, and ends with its deadline.
  [2, /^gRPC status UNIMPLEMENTED: Too many responses received$/, [(orders) => orders.clientStream('Put', [{}])]],
];

for (const [messages, why, ask] of wrong)
  test(`OK with ${messages} messages, where there must be one, is a failure`, async (t) => {
    const { desk, orders } = await peerOf(t, messages, { 'grpc-status': '0', 'x-echo': 'a' });
    for (const each of ask) {
      const got = await each(orders);
      assert.deepEqual([got.ok, got.code, got.status, got.cause], [false, 12, 'UNIMPLEMENTED', 'protocol']);
      assert.match(got.why, why);
      assert.equal(got.reply, undefined);
    }
    assert.equal(desk.errors.length, ask.length);
  });

test('a stream of answers may have none', async (t) => {
  const { desk, orders } = await peerOf(t, 0, { 'grpc-status': '0' });
  const stream = await orders.serverStream('List', {});
  assert.deepEqual([await stream.next(), (await stream.result).ok, desk.errors.length], [null, true, 0]);
});

for (const status of ['17', '99', '-1', '1.5', 'abc', ''])
  test(`the status '${status}' is UNKNOWN`, async (t) => {
    const { orders } = await peerOf(t, 1, { 'grpc-status': status, 'grpc-message': 'odd' });
    const got = await orders.unary('Get', {});
    assert.deepEqual([got.ok, got.code, got.status, got.message], [false, 2, 'UNKNOWN', 'odd']);
    assert.deepEqual([got.cause, got.why], ['status 5xx', `gRPC status UNKNOWN (the peer said '${status}'): odd`]);
  });

for (const [sent, read] of [
  ['at 10%3A30 %2F%23%3f', 'at 10:30 /#?'],
  ['%253A', '%3A'],
  ['caf%C3%A9', 'café'],
  ['100%', '100%'],
  ['%3A and %zz and %ff', ': and %zz and %ff'],
])
  test(`the message ${sent} is read as ${read}`, async (t) => {
    const { orders } = await peerOf(t, 0, { 'grpc-status': '5', 'grpc-message': sent });
    assert.equal((await orders.unary('Get', {})).message, read);
  });
