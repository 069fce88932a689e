import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { allocatePort, portIsFree } from './ports.ts';

test('ports asked for at the same time all differ, and none is one that connections go out from', async () => {
  const ports = await Promise.all(Array.from({ length: 500 }, allocatePort));
  assert.equal(new Set(ports).size, 500);
  assert.ok(ports.every((port) => port >= 20_000 && port < 32_768));
});

test('a port is not free while somebody listens on it, on whatever address', async () => {
  const port = await allocatePort();
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    const server = createServer().listen(port, address);
    await once(server, 'listening');
    assert.equal(await portIsFree(port), false, address);
    server.close();
    await once(server, 'close');
    assert.equal(await portIsFree(port), true, address);
  }
});
