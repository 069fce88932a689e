import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialledHost, hostAndPort, isLoopback } from './host.ts';

test('this machine is known by every way to write it, and by nothing that looks like it', () => {
  const hostOf = (written: string): string => new URL(`http://${written}/`).hostname;
  const here = [
    'localhost',
    'a.localhost',
    'LOCALHOST.',
    '127.0.0.1',
    '127.1',
    '2130706433',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
  ];
  for (const host of [...here, '[::ffff:127.0.0.1]', '127.255.255.254']) assert.ok(isLoopback(hostOf(host)), host);
  const there = ['localhost.example.com', 'alocalhost', '128.0.0.1', '[::2]', '[::ffff:128.0.0.1]', '[2001:db8::1]'];
  for (const host of [...there, '127.0.0.1.example.com']) assert.ok(!isLoopback(hostOf(host)), host);
  assert.ok(isLoopback('::1'));
});

test('a host is written and connected to by one rule', () => {
  assert.deepEqual([hostAndPort('::1', 80), hostAndPort('[::1]'), hostAndPort('a', 1)], ['[::1]:80', '[::1]', 'a:1']);
  assert.deepEqual(
    [dialledHost('[::1]'), dialledHost('a.b.localhost'), dialledHost('api')],
    ['::1', 'localhost', 'api'],
  );
});
