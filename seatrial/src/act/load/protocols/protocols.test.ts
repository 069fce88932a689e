/** A journey that speaks every protocol there is, in a real phase against real servers. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';
import { runLoad } from '../testing/stage.ts';
import { loadService } from './grpc/library.ts';
import { listen } from './testing/tcp-peer.ts';
import { until } from './testing/test-desk.ts';

const ORDERS = { proto: new URL('./fixtures/orders.proto', import.meta.url), service: 'orders.v1.Orders' };

test('each operation is a step, bytes and failures are told, and nothing is left open', async (t) => {
  const plain = createServer((_asked, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    answer.write('data: 1\n\ndata: 2\n\n');
  });
  new WebSocketServer({ server: plain }).on('connection', (socket) =>
    socket.on('message', (data) => socket.send(String(data))),
  );
  const peer = await listen(t, plain);
  const two = await listen(
    t,
    createHttp2Server((asked, answer) => {
      answer.writeHead(asked.headers['x-missing'] ? 404 : 200, { 'set-cookie': 'seen=yes' });
      answer.end(JSON.stringify({ cookie: asked.headers.cookie ?? null }));
    }),
  );
  const orders = new grpc.Server();
  const { methods } = await loadService({ proto: ORDERS.proto, includes: [] }, ORDERS.service);
  const echo = (call: { request: unknown }, done: (error: null, reply: unknown) => void): void =>
    done(null, call.request);
  orders.addService(methods as grpc.ServiceDefinition, { Get: echo as grpc.UntypedHandleCall });
  const port = await new Promise<number>((resolve) =>
    orders.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
  );
  t.after(() => orders.forceShutdown());

  const facts = await runLoad(
    async (user) => {
      const socket = await user.websocket('/chat');
      user.check('echoes', (await socket.exchange('hi')).text() === 'hi');
      await socket.close();
      const events = await user.events('/prices');
      for await (const event of events.take(2)) user.check('counts', Number(event.data) > 0);
      events.close();
      await user.http2.get(`${two.url}/`, { name: 'first' });
      const again = await user.http2.get(`${two.url}/`, { name: 'again' });
      user.check('keeps cookies', again.json().cookie === 'seen=yes');
      await user.http2.get(`${two.url}/`, { name: 'missing', headers: { 'x-missing': 1 } });
      const reply = await user.grpc({ ...ORDERS, url: `http://127.0.0.1:${port}` }).unary('Get', { id: 'o1' });
      user.check('is readable', reply.reply?.id === 'o1');
      // Left open on purpose: the user's desk closes them.
      if (user.user.iteration === 0) {
        await user.websocket('/left');
        await user.events('/left');
      }
    },
    { users: 2, iterations: 6 },
    { urls: [peer.url] },
  );
  const counted = { count: 6, failed: 0 };
  for (const step of ['WS /chat', 'WS /chat exchange', 'SSE /prices', 'first', 'again', 'gRPC orders.v1.Orders/Get'])
    assert.deepEqual(facts.step(step), counted, step);
  assert.deepEqual(facts.step('SSE /prices event'), { count: 12, failed: 0 });
  assert.deepEqual(facts.step('missing'), { count: 6, failed: 6 });
  assert.deepEqual(
    new Set(facts.of('errors').map(({ step, cause }) => `${step}: ${cause}`)),
    new Set(['missing: status 4xx']),
  );
  assert.equal(
    facts.of('checks').reduce((sum, { fails }) => sum + fails, 0),
    0,
  );
  await until(() => peer.open() === 0 && two.open() === 0, 'no socket left');
});

test('WebSockets and event streams send the cookies of t.http and keep what their peers set', async (t) => {
  const plain = createServer(({ url, headers }, answer) => {
    const set = { 'Set-Cookie': `${url?.slice(1)}=yes` };
    if (url === '/login') return answer.writeHead(200, set).end();
    answer.writeHead(200, { ...set, 'Content-Type': 'text/event-stream' }).end(`data: ${headers.cookie ?? 'none'}\n\n`);
  });
  const wss = new WebSocketServer({ server: plain });
  wss.on('headers', (lines) => lines.push('Set-Cookie: chat=yes'));
  wss.on('connection', (socket, { headers }) => socket.send(headers.cookie ?? 'none'));
  const peer = await listen(t, plain);
  const seen: string[] = [];
  await runLoad(
    async (user) => {
      const events = async (headers = {}): Promise<void> => {
        const stream = await user.events('/feed', { headers });
        seen.push((await stream.next())?.data ?? '');
        stream.close();
      };
      const chat = async (): Promise<void> => {
        const socket = await user.websocket('/chat');
        seen.push((await socket.receive()).text());
        await socket.close();
      };
      await chat();
      await user.http.get('/login');
      await events();
      await chat();
      await events({ cookie: 'own=1' });
      user.http.forgetCookies();
      await events();
    },
    { iterations: 1, users: 1, for: '10s' },
    { urls: [peer.url] },
  );
  assert.deepEqual(seen, ['none', 'chat=yes; login=yes', 'chat=yes; login=yes; feed=yes', 'own=1', 'none']);
});
