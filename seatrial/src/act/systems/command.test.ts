import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Addresses, Place } from './addresses.ts';
import { fillIn } from './command.ts';

const place = (port: number, dir = '/data'): Place => ({
  dir,
  ports: new Map([
    ['port', port],
    ['port:admin', port + 1],
  ]),
  url: `http://127.0.0.1:${port}`,
});
const at = { place: place(4000), instance: 2, environment: { LANG: 'C', ADMIN: 'old' } };

test('placeholders become values, the same name the same port and another name another one', () => {
  const options = {
    command: ['serve', '--port={port}', '{port:admin}', '{dir}/x', '{instance}', '{"json":1}', '{other}'],
    env: { LISTEN: '127.0.0.1:{port}', ADMIN: '{port:admin}' },
  };
  const { command, environment, port, ports } = fillIn(options, at);
  assert.deepEqual(command, ['serve', '--port=4000', '4001', '/data/x', '2', '{"json":1}', '{other}']);
  assert.deepEqual(environment, { LANG: 'C', LISTEN: '127.0.0.1:4000', ADMIN: '4001' });
  assert.deepEqual([port, ports], [4000, [4000, 4001]]);
});

test('a system is told where the others are, and where each of its own instances is', () => {
  const addresses: Addresses = new Map<string, readonly Place[] | URL>([
    ['db', [place(5000, '/db')]],
    ['api', [place(4000), place(4010)]],
    ['object-store.v2', [place(6000)]],
    ['far', new URL('https://[::1]:8443')],
    ['near', new URL('http://example.test')],
  ]);
  const command = [
    '{db.port} {db.port:admin} {db.host} {db.url} {db.dir}',
    '{api.1.port},{api.2.port}',
    '{object-store.v2.port}',
    '{far.port} {far.host} {far.url} {near.port}',
    '{{db.port}} {other.port} {db.x} {port}',
  ];
  const filled = fillIn({ command, env: { DB: '{db.url}/x' } }, { ...at, addresses });
  assert.deepEqual(filled.command, [
    '5000 5001 127.0.0.1 http://127.0.0.1:5000 /db',
    '4000,4010',
    '6000',
    '8443 ::1 https://[::1]:8443 80',
    '{db.port} {other.port} {db.x} 4000',
  ]);
  assert.equal(filled.environment.DB, 'http://127.0.0.1:5000/x');
});

test('what readiness asks is filled in as well', () => {
  const ask = (ready: Parameters<typeof fillIn>[0]['ready']) => fillIn({ command: ['a'], ...(ready && { ready }) }, at);
  assert.equal(ask({ tcp: '{port:admin}' }).readyPort, 4001);
  assert.equal(ask({ tcp: '5432' }).readyPort, 5432);
  assert.deepEqual(ask({ command: ['node', '{port}'] }).readyCommand, [process.execPath, '4000']);
  assert.deepEqual(ask(undefined).readyCommand, []);
});

test('node is the Node that runs Seatrial, and only as the program', () => {
  assert.deepEqual(fillIn({ command: ['node', 'node'] }, at).command, [process.execPath, 'node']);
});
