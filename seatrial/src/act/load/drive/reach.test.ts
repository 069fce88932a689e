/** Systems behind a Unix socket, an IPv6 address and a name below localhost, spoken to by every protocol in a real phase. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';
import { type JourneyContext, journey } from '../../../plan/journey.ts';
import { load } from '../../../plan/phases/load.ts';
import { loadService } from '../protocols/grpc/library.ts';
import { type Facts, resolved, runOn } from '../testing/stage.ts';

const PROTO = new URL('../protocols/fixtures/orders.proto', import.meta.url);
const ORDERS = { proto: PROTO, service: 'orders.v1.Orders' };

/** What a server listens on, and how the plan names it then. */
interface Place {
  readonly listen: { host: string } | { path: string };
  readonly url: (port: number) => string;
  readonly socket: string | null;
}

const PLACES: Readonly<Record<string, (t: TestContext) => Place>> = {
  'a Unix socket': (t) => {
    const path = socketFor(t);
    return { listen: { path }, url: () => 'http://api.internal', socket: path };
  },
  'an IPv6 address': () => ({ listen: { host: '::1' }, url: (port) => `http://[::1]:${port}`, socket: null }),
  'a name below localhost': () => {
    const url = (port: number): string => `http://a.tenant.localhost:${port}`;
    return { listen: { host: '127.0.0.1' }, url, socket: null };
  },
};

function socketFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-socket-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'api.sock');
}

async function listening(t: TestContext, place: Place, server: Server): Promise<string> {
  await once(server.listen('path' in place.listen ? place.listen : { port: 0, ...place.listen }), 'listening');
  t.after(() => server.close());
  const address = server.address() as AddressInfo | string;
  return place.url(typeof address === 'string' ? 0 : address.port);
}

async function visit(url: string, { socket }: Pick<Place, 'socket'>, run: (t: JourneyContext) => Promise<void>) {
  const phase = resolved(load('phase', journey('visit', run), { users: 1, iterations: 1, for: '10s' }));
  return runOn({ ...phase, socket }, { urls: [url] });
}

function wentWell(facts: Facts): void {
  assert.deepEqual(facts.of('errors'), []);
  const checks = facts.of('checks');
  assert.ok(checks.length > 0 && checks.every(({ fails }) => fails === 0), JSON.stringify(checks));
}

for (const [name, placeFor] of Object.entries(PLACES)) {
  describe(name, () => {
    test('HTTP/1.1, WebSockets and event streams', async (t) => {
      const place = placeFor(t);
      const server = createServer((asked, answer) => {
        if (asked.url !== '/events') return void answer.end(asked.headers.host);
        answer.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(`data: ${asked.headers.host}\n\n`);
      });
      new WebSocketServer({ server }).on('connection', (socket, { headers }) => socket.send(String(headers.host)));
      const url = await listening(t, place, server);
      const { host } = new URL(url);
      const facts = await visit(url, place, async (user) => {
        for (let n = 0; n < 3; n++) user.check('by its name', (await user.http.get('/')).text() === host);
        const socket = await user.websocket('/ws');
        user.check('a socket', (await socket.receive()).text() === host);
        await socket.close();
        user.check('an event', (await (await user.events('/events')).next())?.data === host);
      });
      server.closeAllConnections();
      wentWell(facts);
    });

    test('HTTP/2', async (t) => {
      const place = placeFor(t);
      const url = await listening(
        t,
        place,
        createHttp2Server((asked, answer) => void answer.end(asked.authority)),
      );
      const facts = await visit(url, place, async (user) => {
        user.check('by its name', (await user.http2.get('/')).text() === new URL(url).host);
      });
      wentWell(facts);
    });

    test('gRPC', async (t) => {
      const place = placeFor(t);
      const server = new grpc.Server();
      const { methods } = await loadService({ proto: PROTO, includes: [] }, ORDERS.service);
      const get = (call: grpc.ServerUnaryCall<object, object>, done: grpc.sendUnaryData<object>): void =>
        done(null, { id: call.getHost() });
      server.addService(methods as grpc.ServiceDefinition, { Get: get as grpc.UntypedHandleCall });
      const on = 'path' in place.listen ? `unix:${place.listen.path}` : place.url(0).replace('http://', '');
      const at = on.replace('a.tenant.localhost', '127.0.0.1');
      const port = await new Promise<number>((bound) =>
        server.bindAsync(at, grpc.ServerCredentials.createInsecure(), (_error, got) => bound(got)),
      );
      t.after(() => server.forceShutdown());
      const url = place.url(port);
      const facts = await visit(url, place, async (user) => {
        const got = await user.grpc(ORDERS).unary('Get', {});
        user.check('by its name', `${got.reply?.id}`.startsWith(new URL(url).host), `${got.reply?.id} ${got.why}`);
      });
      wentWell(facts);
    });
  });
}

test('a socket that is not there is a connection that never came about', async (t) => {
  const facts = await visit('http://api.internal', { socket: socketFor(t) }, async (user) => {
    await user.http.get('/');
  });
  assert.deepEqual(
    facts.of('errors').map(({ step, cause }) => [step, cause]),
    [['GET /', 'refused']],
  );
});
