/** A port with one face: answers, failures in its shape, names of requests, and connections that are too many. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createLog } from '@seatrial/service-log';
import { Traffic } from '@seatrial/service-metrics';
import { Registry } from 'prom-client';
import { type Face, OverloadedError } from './face.ts';
import { finish, listen } from './listen.ts';
import { readJson } from './read-json.ts';
import { replyError, replyJson } from './reply-json.ts';
import { createHttpServer } from './server.ts';

class Mistake extends Error {}

const face: Face = {
  async answer(exchange) {
    exchange.operation = 'Echo';
    replyJson(exchange.response, await readJson(exchange, (message) => new Mistake(message)), 201);
  },
  refuse(error) {
    const status = error instanceof OverloadedError ? 503 : error instanceof Mistake ? 400 : 500;
    const told = { status, code: `code_${status}`, message: error instanceof Error ? error.message : '' };
    return { ...told, send: (exchange) => replyError(exchange, told) };
  },
};

async function start(t: TestContext, most = 100) {
  const registry = new Registry();
  const server = createHttpServer(
    {
      traffic: new Traffic(registry, 'mesh'),
      admit: (openConnections) => openConnections <= most,
      requestIdHeader: 'x-request-id',
    },
    () => face,
    createLog('silent'),
  );
  const { url, port } = await listen(server, '127.0.0.1', 0);
  t.after(() => finish(server));
  const post = (body: string) =>
    fetch(url, { method: 'POST', body, headers: { connection: 'close' } }).then(async (response) => ({
      status: response.status,
      id: response.headers.get('x-request-id'),
      json: (await response.json()) as unknown,
    }));
  return { registry, port, post };
}

test('a face answers, every request has a name, and it is counted', async (t) => {
  const { registry, post } = await start(t);
  const [first, second] = [await post('{"a":1}'), await post('[2]')];
  assert.deepEqual([first.status, first.json, second.json], [201, { a: 1 }, [2]]);
  assert.match(`${first.id}`, /^[0-9A-F]{16}$/);
  assert.notEqual(first.id, second.id);
  const counted = 'mesh_request_duration_seconds_count{operation="Echo",status="2xx"} 2';
  assert.ok((await registry.metrics()).includes(counted));
});

test('a failure is told in the shape of the face, with the name of the request', async (t) => {
  const { post } = await start(t);
  for (const [body, message] of [
    ['{', 'The body is not JSON.'],
    [' '.repeat(70_000), 'The body is larger than 65536 bytes.'],
  ] as const) {
    const { status, id, json } = await post(body);
    assert.equal(status, 400);
    assert.deepEqual(json, { error: { code: 'code_400', message, requestId: id } });
  }
});

test('a connection that is not admitted is told so, and closed', { timeout: 20_000 }, async (t) => {
  const { port } = await start(t, 0);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: mesh\r\ncontent-length: 2\r\n\r\n{}');
  assert.match(await text(socket), /^HTTP\/1\.1 503 /);
});

test('a port that is taken is told to the operator', async (t) => {
  const { port } = await start(t);
  await assert.rejects(listen(createServer(), '127.0.0.1', port), /^Error: Port \d+ on 127\.0\.0\.1 is already in use/);
});
