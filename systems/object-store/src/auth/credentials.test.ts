/** The credentials document: both forms, and every mistake told without the secret it was made in. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { parseCredentials } from './credentials.ts';

const accessKey = { accessKeyId: 'ALPHA', secretAccessKey: 'secret of alpha', tenant: 'alpha' };
const apiKey = { id: 'reports', sha256: 'a'.repeat(64), tenant: 'beta', roles: ['admin'] };
const ed25519PublicKey = pem('ed25519');

function pem(type: 'ed25519' | 'ed448'): string {
  const pair = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

const parse = (value: unknown) => parseCredentials(JSON.stringify(value), 'keys.json');

test('a bare array is a document of access keys', () => {
  const { accessKeys, apiKeys, jwt, quotas } = parse([{ ...accessKey, name: 'Alpha' }]);
  assert.deepEqual([...accessKeys], [['ALPHA', accessKey]]);
  assert.equal(apiKeys.size, 0);
  assert.equal(jwt, undefined);
  assert.deepEqual([...quotas], [['alpha', undefined]]);
});

test('the whole document', () => {
  const jwt = { issuer: 'https://issuer', audience: 'files', hs256Secret: 's'.repeat(32), ed25519PublicKey };
  const parsed = parse({
    accessKeys: [accessKey],
    apiKeys: [apiKey],
    jwt,
    tenants: { beta: { quotaBytes: 10 }, new: {} },
  });
  assert.deepEqual(parsed.apiKeys.get('reports'), apiKey);
  assert.deepEqual([...(parsed.jwt?.keys.keys() ?? [])], ['HS256', 'EdDSA', 'Ed25519']);
  assert.deepEqual(
    [...parsed.quotas],
    [
      ['alpha', undefined],
      ['beta', 10],
      ['new', undefined],
    ],
  );
});

const trust = { issuer: 'issuer', audience: 'files' };

const mistakes: readonly (readonly [document: unknown, message: RegExp])[] = [
  ['text', /^keys.json must be an object/],
  [[], /lets nobody in/],
  [{}, /lets nobody in/],
  [{ accesskeys: [accessKey] }, /accesskeys is not known/],
  [{ accessKeys: accessKey }, /accessKeys must be an array/],
  [[{ ...accessKey, tenant: '../x' }], /entry 0: tenant must be/],
  [[{ ...accessKey, secretAccessKey: 'short' }], /entry 0: secretAccessKey must be/],
  [[accessKey, accessKey], /the access key ALPHA appears twice/],
  [{ apiKeys: [{ ...apiKey, sha256: 'secret of beta' }] }, /apiKeys, entry 0: sha256 must be/],
  [{ apiKeys: [{ ...apiKey, roles: ['root'] }] }, /roles may only hold admin/],
  [{ apiKeys: [{ ...apiKey, secret: 'secret of beta' }] }, /secret is not known/],
  [{ apiKeys: [apiKey, apiKey] }, /the API key reports appears twice/],
  [{ jwt: trust }, /hs256Secret or ed25519PublicKey must be given/],
  [{ jwt: { ...trust, hs256Secret: 'secret too short' } }, /hs256Secret must be/],
  [{ jwt: { ...trust, ed25519PublicKey: 'secret' } }, /ed25519PublicKey must be/],
  [{ jwt: { ...trust, ed25519PublicKey: '-----BEGIN PUBLIC KEY-----\nsecret' } }, /must be an Ed25519 key/],
  [{ jwt: { ...trust, ed25519PublicKey: pem('ed448') } }, /must be an Ed25519 key/],
  [{ jwt: { audience: 'files', hs256Secret: 's'.repeat(32) } }, /issuer must be/],
  [{ accessKeys: [accessKey], tenants: { alpha: { quotaBytes: '10' } } }, /quotaBytes must be/],
  [{ accessKeys: [accessKey], tenants: { '../x': {} } }, /a name must be/],
  [{ accessKeys: [accessKey], tenants: [] }, /must be an object/],
]; // biome-ignore format: a table

for (const [document, message] of mistakes) {
  test(`refused: ${message.source}: ${JSON.stringify(document).slice(0, 60)}`, () => {
    assert.throws(
      () => parse(document),
      (error: Error) => message.test(error.message) && !/secret (of|too)/.test(error.message),
    );
  });
}

test('what is not JSON is refused without being shown', () => {
  assert.throws(() => parseCredentials('{"secret": "secret of', 'keys.json'), { message: 'keys.json is not JSON.' });
});
