/** Where services are described: proto files that import others, and the peer itself. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import type { GrpcService } from '../../../../plan/protocols/grpc.ts';
import { listen, nobody, tcpPeer } from '../testing/tcp-peer.ts';
import { TestDesk } from '../testing/test-desk.ts';
import { JourneyGrpc } from './grpc.ts';

const VENDOR = new URL('../fixtures/vendor/', import.meta.url);
const SHOP = { proto: new URL('../fixtures/shop.proto', import.meta.url), includes: [VENDOR], service: 'shop.v1.Shop' };
const REFLECTED = { reflection: true, service: 'shop.v1.Shop' };

// biome-ignore lint/suspicious/noExplicitAny: the server is as loosely typed as the journeys are.
type Loose = any;

/** A real server of the shop, with the reflection of the library's own makers where `versions` says so. */
async function serve(t: TestContext, versions: readonly ('v1' | 'v1alpha')[] = []): Promise<string> {
  const shape = { keepCase: true, longs: String, defaults: true };
  const known = loadSync(fileURLToPath(SHOP.proto), { ...shape, includeDirs: [fileURLToPath(VENDOR)] });
  const server = new grpc.Server();
  const echo = (call: Loose, done: Loose) => done(null, call.request);
  const twice = (call: Loose): void => {
    for (let n = 0; n < 2; n++) call.write(call.request);
    call.end();
  };
  server.addService(known['shop.v1.Shop'] as grpc.ServiceDefinition, { Price: echo, Prices: twice });
  const all: Loose = new ReflectionService(known);
  for (const version of versions) (version === 'v1' ? all.v1 : all.v1Alpha).addToServer(server);
  const port = await new Promise<number>((bound) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, got) => bound(got)),
  );
  t.after(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

function user(t: TestContext, url: string): { desk: TestDesk; all: JourneyGrpc } {
  const desk = new TestDesk();
  const all = new JourneyGrpc(desk, url);
  t.after(all.close);
  return { desk, all };
}

const ITEM = { id: 'rope', price: { cents: '9007199254740993', in_currency: 'EUR' }, asked_at: null };

for (const [how, service, versions] of [
  ['a proto file and the folders of its imports', SHOP, []],
  ['the peer, by v1', REFLECTED, ['v1']],
  ['the peer, by v1alpha', REFLECTED, ['v1alpha']],
] as const satisfies readonly (readonly [string, GrpcService, readonly ('v1' | 'v1alpha')[]])[])
  test(`a service is described by ${how}`, async (t) => {
    const { desk, all } = user(t, await serve(t, versions));
    const shop = all.service(service);
    const calls = [shop.unary('Price', ITEM), shop.unary('Price', ITEM)];
    for (const { reply, why } of await Promise.all(calls)) assert.deepEqual(reply, ITEM, why);
    const stream = await shop.serverStream('Prices', ITEM);
    assert.deepEqual([await stream.next(), await stream.next(), await stream.next()], [ITEM, ITEM, null]);
    await assert.rejects(shop.unary('constructor', {}), /has no method 'constructor'; it has Price, Prices$/);
    const step = 'gRPC shop.v1.Shop/Price';
    assert.deepEqual(
      desk.told.filter((name) => !name.includes('Prices')),
      [step, step],
      'reflection is no step',
    );
    assert.deepEqual(desk.errors, []);
  });

test('an import that is in none of the folders is a mistake of the plan', async (t) => {
  const { all } = user(t, await nobody());
  const { includes: _, ...shop } = SHOP;
  await assert.rejects(all.service(shop).unary('Price', {}), /shop\.proto cannot be read .*money\/v1\/money\.proto/);
});

test('a peer without reflection, or without the service, is told so by name', async (t) => {
  const without = user(t, await serve(t));
  const none = /the peer offers no reflection, so that shop\.v1\.Shop is not known; give its proto file/;
  await assert.rejects(without.all.service(REFLECTED).unary('Price', {}), none);
  const { all, desk } = user(t, await serve(t, ['v1']));
  const other = all.service({ reflection: true, service: 'shop.v1.Ship' });
  await assert.rejects(other.unary('Price', {}), /the peer has no service 'shop\.v1\.Ship'; it has shop\.v1\.Shop$/);
  assert.deepEqual([desk.told, all.open.size], [[], 0]);
  for (const service of [{ service: 'a.B' }, { ...SHOP, reflection: true }])
    assert.throws(() => all.service(service), /give the proto file, or reflection: true to ask the peer; one of them/);
});

test('a peer that cannot be asked fails the call, whatever its kind, and is asked again by the next', async (t) => {
  const { desk, all } = user(t, await nobody());
  const shop = all.service(REFLECTED);
  const got = await shop.unary('Price', ITEM);
  assert.deepEqual([got.ok, got.cause, got.reply], [false, 'refused', undefined], got.why);
  assert.equal((await shop.clientStream('Price', [])).cause, 'refused');
  const stream = await shop.serverStream('Prices', ITEM);
  assert.deepEqual([await stream.next(), (await stream.result).cause], [null, 'refused']);
  const talk = await shop.conversation('Prices');
  assert.deepEqual([await talk.send(ITEM), await talk.next(), (await talk.result).cause], [false, null, 'refused']);
  talk.close();
  assert.deepEqual(
    desk.causes,
    ['Price', 'Price', 'Prices', 'Prices'].map((name) => `gRPC shop.v1.Shop/${name}: refused`),
  );
});

test('a peer that is silent, or that is none of gRPC, is told by what it does', async (t) => {
  const silent = user(t, (await tcpPeer(t, () => {})).url);
  const late = await silent.all.service(REFLECTED).unary('Price', ITEM, { timeout: '150ms' });
  assert.match(late.cause ?? '', /^timeout/);
  const page = await listen(
    t,
    createServer((_asked, answer) => void answer.writeHead(404).end('no')),
  );
  const other = await user(t, page.url).all.service(REFLECTED).unary('Price', ITEM).catch(String);
  assert.match(typeof other === 'string' ? other : `${other.cause}`, /the peer offers no reflection|protocol/);
});
