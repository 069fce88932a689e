/** Policies that must be refused when they are put, because they could not be honoured when they are asked; and who is the public. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { S3Error } from '../wire/errors.ts';
import { isPublic, readPolicy } from './bucket-policy.ts';

const good = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::harbour/*' };

function read(statement: object, version = '2012-10-17') {
  return readPolicy(JSON.stringify({ Version: version, Statement: statement }), 'harbour');
}

const refused: Readonly<Record<string, object>> = {
  'an unknown action': { ...good, Action: 's3:GetObjekt' },
  'an action of another service': { ...good, Action: 'ec2:*' },
  'no action': { ...good, Action: undefined },
  'both kinds of action': { ...good, NotAction: 's3:PutObject' },
  'an empty list': { ...good, Action: [] },
  'another bucket': { ...good, Resource: 'arn:aws:s3:::harbour2/*' },
  'every bucket': { ...good, Resource: '*' },
  'a variable': { ...good, Resource: `arn:aws:s3:::harbour/\${aws:username}/*` },
  'a variable in a condition': { ...good, Condition: { StringLike: { 'aws:Referer': `\${aws:username}` } } },
  'an object action on the bucket only': { ...good, Resource: 'arn:aws:s3:::harbour' },
  'a bucket action on objects only': { ...good, Action: 's3:ListBucket' },
  'an unknown effect': { ...good, Effect: 'Maybe' },
  'an unknown element': { ...good, Actions: 's3:PutObject' },
  NotPrincipal: { ...good, Principal: undefined, NotPrincipal: '*' },
  'no principal': { ...good, Principal: undefined },
  'a service': { ...good, Principal: { Service: 'cloudfront.amazonaws.com' } },
  'a wildcard in a principal': { ...good, Principal: { AWS: 'arn:aws:iam::*:root' } },
  'an unknown operator': { ...good, Condition: { StringMatches: { 'aws:Referer': 'x' } } },
  'a misspelled suffix': { ...good, Condition: { StringEqualsIfExist: { 'aws:Referer': 'x' } } },
  'an unknown key': { ...good, Condition: { StringEquals: { 'aws:MultiFactorAuthAge': '1' } } },
  'a key of an object': { ...good, Condition: { StringEquals: { constructor: '1' } } },
  'an operator of an object': { ...good, Condition: { toString: { 'aws:Referer': 'x' } } },
  'a broken network': { ...good, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } },
  'a network that is none': { ...good, Condition: { NotIpAddress: { 'aws:SourceIp': 'here' } } },
  'a number that is none': { ...good, Condition: { NumericLessThan: { 's3:max-keys': 'ten' } } },
  'a date that is none': { ...good, Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } },
  'a truth that is none': { ...good, Condition: { Bool: { 'aws:SecureTransport': 'yes' } } },
  'many values without a set operator': { ...good, Condition: { StringEquals: { 's3:RequestObjectTagKeys': 'a' } } },
};

for (const [what, statement] of Object.entries(refused)) {
  test(`refused: ${what}`, () => {
    assert.ok(read(good));
    assert.throws(
      () => read(statement),
      (error) => error instanceof S3Error && error.code === 'MalformedPolicy',
    );
  });
}

test('whatever JSON comes, the answer is a policy or MalformedPolicy', () => {
  const some = fc.oneof(
    fc.json(),
    fc.json().map((json) => `{"Version":"2012-10-17","Statement":${json}}`),
    fc.string(),
  );
  fc.assert(
    fc.property(some, (text) => {
      try {
        readPolicy(text, 'harbour');
      } catch (error) {
        assert.ok(error instanceof S3Error && error.code === 'MalformedPolicy', String(error));
      }
    }),
  );
  assert.throws(() => read(good, '2026-01-01'), /unknown Version/);
});

test('a policy is public when anybody on the network is let in', () => {
  const here = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
  assert.equal(isPublic(read(good)), true);
  assert.equal(isPublic(read({ ...good, Effect: 'Deny' })), false);
  assert.equal(isPublic(read({ ...good, Principal: { AWS: 'arn:aws:iam::guest:root' } })), false);
  assert.equal(isPublic(read({ ...good, Condition: here })), false);
  assert.equal(isPublic(read({ ...good, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } })), true);
  assert.equal(
    isPublic(read({ ...good, Condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } } })),
    true,
  );
});
