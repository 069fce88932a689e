import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillIn } from './command.ts';

test('placeholders become values, the same name the same port and another name another one', async () => {
  const options = {
    command: ['serve', '--port={port}', '{port:admin}', '{dir}/x', '{instance}', '{"json":1}', '{other}'],
    env: { LISTEN: '127.0.0.1:{port}', ADMIN: '{port:admin}' },
  };
  const { command, environment, port, ports } = await fillIn(options, '/data', 2, { LANG: 'C', ADMIN: 'old' });
  const admin = command[2];
  assert.deepEqual(command, ['serve', `--port=${port}`, admin, '/data/x', '2', '{"json":1}', '{other}']);
  assert.deepEqual(environment, { LANG: 'C', LISTEN: `127.0.0.1:${port}`, ADMIN: admin });
  assert.deepEqual(ports, [port, Number(admin)]);
  assert.notEqual(port, Number(admin));
});

test('a command that names no port gets none', async () => {
  const { port, ports } = await fillIn({ command: ['work', '{port:admin}'] }, '/data', 1, {});
  assert.equal(port, undefined);
  assert.equal(ports.length, 1);
});

test('node is the Node that runs Seatrial, and only as the program', async () => {
  const { command } = await fillIn({ command: ['node', 'node'] }, '/data', 1, {});
  assert.deepEqual(command, [process.execPath, 'node']);
});
