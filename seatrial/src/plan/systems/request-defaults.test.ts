import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processes } from '../testing/resolved.ts';
import type { RequestDefaults } from './system.ts';

const command = ['node', 'server.js', '{port}'];
const secretsOf = (defaults: RequestDefaults): string[] =>
  processes({ command, ...defaults }).credentials.map(({ value }) => value);

test('what a header holds is a secret by itself: a token, the password of Basic, each cookie', () => {
  const basic = Buffer.from('ada:Tr0ub4dor&3').toString('base64');
  assert.deepEqual(secretsOf({ headers: { authorization: `Basic ${basic}` } }), [
    `Basic ${basic}`,
    basic,
    'ada:Tr0ub4dor&3',
    'Tr0ub4dor&3',
  ]);
  const cookies = secretsOf({ headers: { Cookie: 'sid=s3ss10n-of-ada; language=english' } });
  assert.deepEqual(cookies, ['sid=s3ss10n-of-ada; language=english', 's3ss10n-of-ada'], 'a word is no secret');
  assert.deepEqual(secretsOf({ headers: { 'X-Api-Key': 'k3y-of-ada', 'X-Tenant': 'acme-and-sons' } }), ['k3y-of-ada']);
});
