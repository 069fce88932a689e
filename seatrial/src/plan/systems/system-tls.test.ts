import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problems } from '../problems.ts';
import { endpoint, processes } from '../testing/resolved.ts';
import { resolveSystems } from './resolve.ts';
import { type EndpointOptions, type ProcessOptions, system } from './system.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const url = 'https://127.0.0.1:8443';
const command = ['serve', '{port}'];

/** `path: problem` of each mistake. */
function mistakes(options: ProcessOptions | EndpointOptions): string[] {
  const problems = new Problems();
  resolveSystems([system('api', options)], problems);
  assert.ok(problems.list.every(({ hint }) => hint.length > 10));
  return problems.list.map(({ path, problem }) => `${path}: ${problem}`);
}

test('TLS as it should be: text, absolute path, URL of a file', () => {
  const tls = { ca: PEM, cert: '/etc/our/cert.pem', key: new URL('../key.pem', import.meta.url), serverName: 'api' };
  assert.deepEqual(mistakes({ url, tls }), []);
  assert.deepEqual(mistakes({ command, scheme: 'https', tls }), []);
  assert.deepEqual(mistakes({ command, scheme: 'https' }), []);
});

test('TLS for a system that does not speak it', () => {
  assert.deepEqual(mistakes({ url: 'http://127.0.0.1:80', tls: {} }), [
    'systems[0].tls: http://127.0.0.1:80 does not speak TLS',
  ]);
  assert.deepEqual(mistakes({ command, tls: {} }), ['systems[0].tls: the system speaks http, which has no TLS']);
  const scheme = 'h2' as 'https';
  assert.deepEqual(mistakes({ command, scheme }), ["systems[0].scheme: 'h2' is not a scheme"]);
});

test('certificates that cannot be meant, all named at once', () => {
  assert.deepEqual(mistakes({ url, tls: { ca: 'ca.pem', cert: new URL('https://ca.example/cert.pem') } }), [
    'systems[0].tls.ca: this is neither PEM nor the absolute path of a file',
    'systems[0].tls.cert: a https: URL is not a file',
    'systems[0].tls: cert is given without key',
  ]);
  assert.deepEqual(mistakes({ url, tls: { key: PEM } }), ['systems[0].tls: key is given without cert']);
});

test('a system in words has no certificate in it, but says when none is checked', () => {
  assert.equal(endpoint({ url, tls: { ca: PEM } }).described, `endpoint ${url}`);
  const trusting = processes({ command, scheme: 'https', tls: { insecure: true } });
  assert.equal(trusting.described, 'serve {port} (any certificate is accepted)');
});
