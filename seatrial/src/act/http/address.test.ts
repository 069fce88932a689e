import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, admit, mayLead } from './address.ts';

const OWN = 'http://10.0.0.7:8080';
const NOBODY = { authorization: '' };

test('a path is on the own origin, a URL is cut behind its host', () => {
  assert.deepEqual(addressOf('/a?b', OWN), { origin: OWN, rest: '/a?b', ...NOBODY });
  assert.deepEqual(addressOf('a', OWN), { origin: OWN, rest: 'a', ...NOBODY });
  assert.deepEqual(addressOf('http://127.0.0.1:1/a?b', OWN), { origin: 'http://127.0.0.1:1', rest: '/a?b', ...NOBODY });
  assert.deepEqual(addressOf('https://localhost?b', OWN), { origin: 'https://localhost', rest: '?b', ...NOBODY });
  assert.deepEqual(addressOf('wss://[::1]:2', OWN), { origin: 'https://[::1]:2', rest: '', ...NOBODY });
});

test('a user and a password are what Basic sends, and in no message', () => {
  const basic = (credentials: string): string =>
    Buffer.from(
      addressOf(`http://${credentials}@localhost/a`, OWN).authorization.replace('Basic ', ''),
      'base64',
    ).toString();
  for (const [written, sent] of Object.entries({
    'ada:secret': 'ada:secret',
    ada: 'ada:',
    ':secret': ':secret',
    'a%40b:p%3Aq%2F': 'a@b:p:q/',
    'ü:100%': 'ü:100%',
  }))
    assert.equal(basic(written), sent, written);
  assert.equal(addressOf('http://localhost/a@b:c', OWN).authorization, '');
  assert.throws(
    () => addressOf('http://ada:secret@[oh]/', OWN),
    (error: Error) => /is no URL/.test(error.message) && !error.message.includes('secret'),
  );
});

test('the socket of the system is for its own origin', () => {
  const reach = { socketPath: '/run/api.sock', tls: { serverName: 'api' } };
  assert.deepEqual(admit('http://10.0.0.7:8080', OWN, reach).socketPath, '/run/api.sock');
  const other = admit('http://127.0.0.1:8080', OWN, reach);
  assert.deepEqual([other.socketPath, other.tls], [undefined, { serverName: 'api' }]);
});

test('this machine and the own origin are admitted', () => {
  assert.deepEqual(admit('https://localhost', OWN), { secure: true, host: 'localhost', port: 443 });
  assert.deepEqual(admit('http://[::1]:2', OWN), { secure: false, host: '::1', port: 2 });
  assert.deepEqual(admit(OWN, OWN), { secure: false, host: '10.0.0.7', port: 8080 });
});

test('a system leads to itself by any name of this machine, and to systems of the plan', () => {
  const [here, web] = ['http://127.0.0.1:8080', 'http://127.0.0.1:9090'];
  const leads = (to: string): boolean => mayLead(here, to, here, { origins: new Set([here, web]) });
  for (const to of [here, web, 'http://localhost:8080', 'http://[::1]:8080', 'http://web.localhost:9090'])
    assert.equal(leads(to), true, to);
  for (const to of [
    'http://localhost:8081',
    'https://localhost:8080',
    'http://localhost',
    'http://127.0.0.1.example.com:8080',
  ])
    assert.equal(leads(to), false, to);
  assert.equal(mayLead(here, 'http://localhost:7070', ''), false);
});

test('nothing else is, however it is dressed up', () => {
  const others = [
    'http://example.com',
    'http://127.0.0.1@example.com/',
    'http://10.0.0.7:8081',
    'https://10.0.0.7:8080',
    'ws://127.0.0.1.example.com',
  ];
  for (const other of others)
    assert.throws(
      () => admit(addressOf(other, OWN).origin, OWN),
      /is not a system of this plan and not this machine/,
      other,
    );
});

test('where the system has no port, a path leads nowhere, and a whole URL of this machine is admitted', () => {
  assert.throws(() => admit(addressOf('/a', '').origin, ''), /the journey's system has no \{port\}/);
  assert.equal(admit('http://127.0.0.1:1', '').port, 1);
  assert.throws(() => admit('http://example.com', ''), /is not a system of this plan/);
});
