import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessOptions } from '../../plan/systems/system.ts';
import { processes } from '../../plan/testing/resolved.ts';
import type { Addresses, Site } from './addresses.ts';
import { fillIn } from './command.ts';

const site = (port: number, dir = '/data'): Site => ({
  dir,
  ports: new Map([
    ['port', port],
    ['port:admin', port + 1],
  ]),
  url: `http://127.0.0.1:${port}`,
});
const at = { site: site(4000), instance: 2, environment: { LANG: 'C', ADMIN: 'old' } };

test('placeholders become values, the same name the same port and another name another one', () => {
  const options = {
    command: ['serve', '--port={port}', '{port:admin}', '{dir}/x', '{instance}', '{"json":1}', '{other}'],
    env: { LISTEN: '127.0.0.1:{port}', ADMIN: '{port:admin}' },
  };
  const { command, environment, ports } = fillIn(processes(options), at);
  assert.deepEqual(command, ['serve', '--port=4000', '4001', '/data/x', '2', '{"json":1}', '{other}']);
  assert.deepEqual(environment, { LANG: 'C', LISTEN: '127.0.0.1:4000', ADMIN: '4001' });
  assert.deepEqual(ports, [4000, 4001]);
});

test('a system is told where the others are, and where each of its own instances is', () => {
  const addresses: Addresses = new Map<string, readonly Site[] | URL>([
    ['db', [site(5000, '/db')]],
    ['api', [site(4000), site(4010)]],
    ['object-store.v2', [site(6000)]],
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
  const filled = fillIn(processes({ command, instances: 2, env: { DB: '{db.url}/x' } }), { ...at, addresses });
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
  const command = ['a', '{port}', '{port:admin}'];
  const ask = (ready: NonNullable<ProcessOptions['ready']>) => fillIn(processes({ command, ready }), at).question;
  assert.deepEqual(ask({ tcp: '{port:admin}' }), { kind: 'tcp', port: 4001 });
  assert.deepEqual(ask({ tcp: '5432' }), { kind: 'tcp', port: 5432 });
  assert.deepEqual(ask({ http: '/health' }), { kind: 'http', url: 'http://127.0.0.1:4000/health' });
  assert.deepEqual(ask({ command: ['node', '{port}'] }), { kind: 'command', command: [process.execPath, '4000'] });
});

test('node is the Node that runs Seatrial, and only as the program', () => {
  const command = ['node', 'node'];
  assert.deepEqual(fillIn(processes({ command, listens: false }), at).command, [process.execPath, 'node']);
});
