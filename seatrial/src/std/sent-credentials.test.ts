import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsIn, withoutCredentials } from './sent-credentials.ts';

const BASIC = Buffer.from('ann:pa55word:x').toString('base64');

test('what a request proves itself with is found, whatever it is called', () => {
  const cases: [target: string, headers: string, found: string[]][] = [
    ['/', 'authorization: Bearer abc.def-123\r\n', ['abc.def-123']],
    ['/', 'Authorization: 9944b09199\r\n', ['9944b09199']],
    ['/', `authorization: Basic ${BASIC}\r\n`, [BASIC, 'ann:pa55word:x', 'pa55word:x']],
    ['/', 'cookie: sid=s3ss10n-1; theme=dark; t="long=value"\r\n', ['"long=value"', 's3ss10n-1']],
    ['/', 'accept: */*\r\nx-api-key: k3y-k3y\r\nX-Auth-Token: t0ken-t0ken\r\n', ['t0ken-t0ken', 'k3y-k3y']],
    ['/a?page=second&access_token=a%2Fb-cdef&sig=0123456', '', ['a%2Fb-cdef', 'a/b-cdef', '0123456']],
  ];
  for (const [target, headers, found] of cases) assert.deepEqual(credentialsIn(target, headers), found);
});

test('what only looks like it is not', () => {
  const headers = 'accept: application/json\r\nkeep-alive: timeout=5\r\nx-request-id: 0123456789\r\ncookie: a=1\r\n';
  assert.deepEqual(credentialsIn('/keys/of/monkeys?page=1234567&sort=passengers', headers), []);
});

test('they are taken out of an answer that repeats them, in JSON and in URLs as well', () => {
  const said = withoutCredentials('a/b"cde is a/b\\"cde, a%2Fb%22cde', ['a/b"cde']);
  assert.equal(said, '[redacted] is [redacted], [redacted]');
});
