import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { OwnRoom } from './own-room.ts';

const without = existsSync('/proc/self/limits') ? {} : { skip: 'there is no /proc here' };

/** Nobody else's address of this machine: sockets to a port that others had before linger, and would be counted. */
const HOST = '127.83.41.7';

test('descriptors that are opened are counted, against the limit of the process', without, async () => {
  const room = new OwnRoom();
  const before = await room.reading([]);
  const files = Array.from({ length: 50 }, () => openSync('/dev/null', 'r'));
  const { descriptors, descriptorLimit } = await room.reading([]);
  files.forEach(closeSync);
  const opened = (descriptors ?? 0) - (before.descriptors ?? 0);
  assert.ok(opened >= 45 && opened <= 60, `${opened} opened`);
  assert.ok(descriptorLimit !== null && descriptorLimit > (descriptors ?? 0));
});

test('sockets of the machine are counted, and its ports are where they could run short', without, async (t) => {
  const { server, url } = await listen();
  const open: Socket[] = [];
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const before = await new OwnRoom().reading([url]);
  assert.ok(before.sockets !== null && before.portLimit !== null && before.portLimit > 1000);
  for (let n = 0; n < 40; n++) {
    const socket = connect({ host: HOST, port: Number(new URL(url).port) });
    await once(socket, 'connect');
    open.push(socket);
  }
  const { ports } = await new OwnRoom({ countFrom: 0 }).reading([url]);
  assert.equal(ports, 40);
  const elsewhere = await new OwnRoom({ countFrom: 0 }).reading(['http://127.0.0.1:1']);
  assert.equal(elsewhere.ports, 0);
});

test('where there is no /proc, nothing is made up', async () => {
  const reading = await new OwnRoom({ proc: '/nowhere' }).reading(['http://127.0.0.1:1']);
  assert.deepEqual(new Set(Object.values(reading)), new Set([null]));
});

async function listen() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  return { server, url: `http://${HOST}:${(server.address() as AddressInfo).port}` };
}
