/** What a checked plan knows of a system: all of it, whatever was left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoint, processes } from '../testing/resolved.ts';
import type { ResolvedReadiness } from './resolved.ts';
import type { ProcessOptions } from './system.ts';

const command = ['serve', '{port}', '{port:admin}'];

test('of processes, with every default filled in', () => {
  assert.deepEqual(processes({ command }), {
    name: 'api',
    kind: 'processes',
    described: 'serve {port} {port:admin}',
    serves: true,
    tls: null,
    headers: {},
    credentials: [],
    command,
    env: {},
    cwd: '.',
    user: null,
    instances: 1,
    ports: ['port', 'port:admin'],
    ready: { kind: 'tcp', port: '{port}', withinMs: 30_000 },
    mayEnd: false,
    printsSecrets: false,
  });
});

test('of an endpoint, with every default filled in', () => {
  const url = 'http://127.0.0.1:8080';
  assert.deepEqual(endpoint({ url }), {
    name: 'staging',
    kind: 'endpoint',
    described: `endpoint ${url}`,
    serves: true,
    tls: null,
    headers: {},
    credentials: [],
    url,
    socket: null,
    where: url,
  });
  const { socket, where } = endpoint({ url: 'http://api.internal', socket: '/run/api.sock' });
  assert.deepEqual([socket, where], ['/run/api.sock', 'http://api.internal at /run/api.sock']);
});

test('readiness is one question with a time in numbers', () => {
  const readyOf = (options: Partial<ProcessOptions>): ResolvedReadiness => processes({ command, ...options }).ready;
  const check = async (): Promise<boolean> => true;
  assert.deepEqual(readyOf({ ready: { http: '/health', within: '1m30s' } }), {
    kind: 'http',
    path: '/health',
    withinMs: 90_000,
  });
  assert.deepEqual(readyOf({ ready: { log: 'listening' } }), { kind: 'log', text: 'listening', withinMs: 30_000 });
  assert.deepEqual(readyOf({ ready: { tcp: '5432' } }), { kind: 'tcp', port: '5432', withinMs: 30_000 });
  assert.deepEqual(readyOf({ ready: { command: ['up'] } }), { kind: 'command', command: ['up'], withinMs: 30_000 });
  assert.deepEqual(readyOf({ ready: { check } }), { kind: 'check', check, withinMs: 30_000 });
  assert.deepEqual(readyOf({ command: ['job'], listens: false }), { kind: 'started', withinMs: 30_000 });
});

test('TLS is spoken as the plan says, by default as everybody does, and never over plain HTTP', () => {
  assert.deepEqual(processes({ command, scheme: 'https' }).tls, {});
  assert.deepEqual(endpoint({ url: 'https://127.0.0.1:1' }).tls, {});
  assert.deepEqual(endpoint({ url: 'https://127.0.0.1:1', tls: { insecure: true } }).tls, { insecure: true });
});

test('what each request carries is text, and a login is a header', () => {
  const { headers, credentials } = endpoint({
    url: 'http://127.0.0.1:1',
    headers: { 'X-Tenant': 5 },
    auth: { bearer: 'abcdef' },
  });
  assert.deepEqual(headers, { 'X-Tenant': '5', Authorization: 'Bearer abcdef' });
  assert.deepEqual(credentials, [{ name: 'auth of staging', value: 'abcdef' }]);
});

test('a system that is given no {port} is none that a journey could mean', () => {
  assert.equal(processes({ command: ['db', '{port:own}'] }).serves, false);
  assert.equal(processes({ command: ['job'], listens: false }).serves, false);
  assert.equal(processes({ command: ['serve'], env: { PORT: '{port}' } }).serves, true);
});
