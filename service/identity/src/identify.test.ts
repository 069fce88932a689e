/** Who may call: every way to be let in, and every way to be refused. Tokens are made by `jose`, or by hand where it would refuse to. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { type JWTPayload, SignJWT } from 'jose';
import { createApiKey } from './api-keys.ts';
import { readCallers } from './credentials.ts';
import { Fields } from './fields.ts';
import { createIdentify } from './identify.ts';

const secret = 'a secret that only the issuer and the service know';
const pair = generateKeyPairSync('ed25519');
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const nowMs = Date.parse('2026-01-01T00:00:00Z');
const nowS = nowMs / 1000;
const good = { iss: 'issuer', aud: 'files', exp: nowS + 300, tenant: 'alpha' };

const issued = createApiKey('beta', ['admin']);
const document = {
  apiKeys: [issued.entry],
  jwt: { issuer: 'issuer', audience: 'files', hs256Secret: secret, ed25519PublicKey: pem },
};
const { apiKeys, jwt } = readCallers(new Fields(document, 'test', ['apiKeys', 'jwt']), ['admin']);
const identify = createIdentify(apiKeys, jwt);

async function outcome(headers: IncomingHttpHeaders): Promise<string> {
  const found = await identify(headers, nowMs);
  return found.kind === 'known' ? `${found.caller.tenant}:${found.caller.roles}` : `${found.kind} ${found.message}`;
}

const bearer = (token: string): Promise<string> => outcome({ authorization: `Bearer ${token}` });

function token(claims: JWTPayload, key: KeyObject | Uint8Array = Buffer.from(secret), alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
}

function byHand(header: object, claims: object, sign: (text: string) => string): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign(text)}`;
}

test('tokens of both trusted keys are believed, with the tenant and the roles that they claim', async () => {
  assert.equal(await bearer(await token(good)), 'alpha:');
  assert.equal(
    await bearer(await token({ ...good, roles: ['admin', 'other'] }, pair.privateKey, 'EdDSA')),
    'alpha:admin',
  );
  assert.equal(await bearer(await token({ ...good, roles: 'admin' }, pair.privateKey, 'Ed25519')), 'alpha:');
  assert.equal(await bearer(await token({ ...good, aud: ['other', 'files'], nbf: nowS })), 'alpha:');
});

test('clocks may differ by half a minute, and no more', async () => {
  assert.equal(await bearer(await token({ ...good, exp: nowS - 20 })), 'alpha:');
  assert.equal(await bearer(await token({ ...good, exp: nowS - 31 })), 'invalid The token has expired.');
  assert.equal(await bearer(await token({ ...good, nbf: nowS + 20 })), 'alpha:');
  assert.equal(await bearer(await token({ ...good, nbf: nowS + 31 })), 'invalid The token is not valid.');
});

test('every other token is refused', async () => {
  const { iss: _iss, ...noIssuer } = good;
  const { aud: _aud, ...noAudience } = good;
  const { exp: _exp, ...noExpiry } = good;
  const { tenant: _tenant, ...noTenant } = good;
  const hmac = (key: string) => (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const signed = await token(good);
  const [head, , signature] = signed.split('.');
  const forged = Buffer.from(JSON.stringify({ ...good, tenant: 'beta' })).toString('base64url');
  const tokens = {
    'another secret': await token(good, Buffer.from('a secret that the service has never ever seen')),
    'another private key': await token(good, generateKeyPairSync('ed25519').privateKey, 'EdDSA'),
    'changed after signing': `${head}.${forged}.${signature}`,
    'no signature': byHand({ alg: 'none' }, good, () => ''),
    'none, signed': byHand({ alg: 'none' }, good, hmac(secret)),
    'the public key used as a secret': byHand({ alg: 'HS256' }, good, hmac(pem)),
    'another algorithm': byHand({ alg: 'HS512' }, good, hmac(secret)),
    'a critical extension': byHand({ alg: 'HS256', crit: ['x'], x: 1 }, good, hmac(secret)),
    'another issuer': await token({ ...good, iss: 'somebody' }),
    'no issuer': await token(noIssuer),
    'another audience': await token({ ...good, aud: 'other' }),
    'no audience': await token(noAudience),
    'no expiry': await token(noExpiry),
    'no tenant': await token(noTenant),
    'not a token': 'a.b.c',
  };
  for (const [name, text] of Object.entries(tokens))
    assert.equal(await bearer(text), 'invalid The token is not valid.', name);
  for (const tenant of ['', '../beta', 7, null, ['alpha']]) {
    assert.match(await bearer(await token({ ...good, tenant })), /^invalid The/, String(tenant));
  }
});

test('an API key is believed when its secret is right', async () => {
  const [id] = issued.key.split('.');
  assert.equal(await outcome({ 'x-api-key': issued.key }), 'beta:admin');
  for (const wrong of [
    `${id}.`,
    `${id}.wrong`,
    `x${issued.key}`,
    `${issued.key}x`,
    issued.entry.sha256,
    `${id}.${issued.entry.sha256}`,
    id,
    '',
  ]) {
    assert.equal(await outcome({ 'x-api-key': wrong }), 'invalid The API key is not valid.', wrong);
  }
});

test('no credentials, two of them, and other schemes', async () => {
  assert.match(await outcome({}), /^missing/);
  assert.match(await outcome({ 'x-tenant-id': 'alpha' }), /^missing/);
  assert.match(
    await outcome({ 'x-api-key': issued.key, authorization: `Bearer ${await token(good)}` }),
    /^invalid .*not both/,
  );
  assert.match(await outcome({ authorization: 'Basic YTpi' }), /^invalid/);
  assert.match(await outcome({ authorization: 'Bearer' }), /^invalid/);
  const without = await createIdentify(new Map(), undefined)({ authorization: `Bearer ${await token(good)}` }, nowMs);
  assert.equal(without.kind, 'invalid');
});
