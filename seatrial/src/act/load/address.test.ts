import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, admit } from './address.ts';

const OWN = 'http://10.0.0.7:8080';

test('a path is on the own origin, a URL is cut behind its host', () => {
  assert.deepEqual(addressOf('/a?b', OWN), { origin: OWN, rest: '/a?b' });
  assert.deepEqual(addressOf('a', OWN), { origin: OWN, rest: 'a' });
  assert.deepEqual(addressOf('http://127.0.0.1:1/a?b', OWN), { origin: 'http://127.0.0.1:1', rest: '/a?b' });
  assert.deepEqual(addressOf('https://localhost?b', OWN), { origin: 'https://localhost', rest: '?b' });
  assert.deepEqual(addressOf('wss://[::1]:2', OWN), { origin: 'https://[::1]:2', rest: '' });
});

test('this machine and the own origin are admitted', () => {
  assert.deepEqual(admit('https://localhost', OWN), { secure: true, host: 'localhost', port: 443 });
  assert.deepEqual(admit('http://[::1]:2', OWN), { secure: false, host: '::1', port: 2 });
  assert.deepEqual(admit(OWN, OWN), { secure: false, host: '10.0.0.7', port: 8080 });
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
