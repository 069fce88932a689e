/** The answer at the door: laws that hold for any policy, and S3's own examples one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Principal } from '../auth/principal.ts';
import { Query } from '../wire/uri.ts';
import { ALL_ACTIONS } from './actions.ts';
import { decide } from './decide.ts';
import type { AccessQuestion } from './question.ts';

const owner: Principal = { accessKeyId: 'OWNERKEY', tenant: 'owner' };
const guest: Principal = { accessKeyId: 'GUESTKEY', tenant: 'guest' };

interface Asked {
  readonly principal?: Principal | undefined;
  readonly action?: AccessQuestion['action'];
  readonly key?: string;
  readonly versionId?: string;
  readonly bucketAcl?: string;
  readonly object?: AccessQuestion['object'];
  readonly initiator?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly sourceIp?: string;
  readonly nowMs?: number;
}

function allowed(statements: readonly unknown[], asked: Asked): boolean {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return decide({
    principal: asked.principal,
    action: asked.action ?? 's3:GetObject',
    bucket: {
      name: 'harbour',
      tenant: 'owner',
      settings: {
        ...(statements.length === 0 ? {} : { policy }),
        ...(asked.bucketAcl === undefined ? {} : { acl: asked.bucketAcl }),
      },
    },
    key: asked.key ?? 'ship',
    versionId: asked.versionId,
    object: asked.object,
    initiator: asked.initiator,
    request: {
      headers: new Map(Object.entries(asked.headers ?? {})),
      query: new Query(asked.query ?? ''),
      sourceIp: asked.sourceIp ?? '192.0.2.7',
      secure: false,
      nowMs: asked.nowMs ?? Date.parse('2026-11-20T12:00:00Z'),
    },
  });
}

const everything = ['arn:aws:s3:::harbour', 'arn:aws:s3:::harbour/*'];
const forAll = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: everything };

const someStatement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Principal: fc.constantFrom('*', { AWS: 'arn:aws:iam::guest:root' }, { AWS: 'arn:aws:iam::owner:user/OWNERKEY' }),
  Action: fc.constantFrom('s3:*', 's3:Get*', 's3:*Object', ['s3:ListBucket', 's3:PutObject']),
  Resource: fc.constantFrom(everything, ['arn:aws:s3:::harbour', 'arn:aws:s3:::harbour/s?ip']),
});
const someStatements = fc.array(someStatement, { maxLength: 4 });
const someQuestion = fc.record({
  principal: fc.constantFrom(undefined, owner, guest),
  action: fc.constantFrom(...ALL_ACTIONS),
  key: fc.constantFrom('ship', 'skip/deep', 'boat'),
});

test('a Deny for everybody over everything leaves nothing but the policy itself, and that to the owner', () => {
  fc.assert(
    fc.property(someStatements, someQuestion, (statements, question) => {
      const denied = [...statements, { ...forAll, Effect: 'Deny' }];
      const managing = /BucketPolicy$/.test(question.action);
      assert.equal(allowed(denied, question), managing && question.principal === owner);
    }),
  );
});

test('one Allow more never takes anything away, one Deny more never gives anything, order never matters', () => {
  fc.assert(
    fc.property(someStatements, someStatement, someQuestion, (statements, more, question) => {
      const [before, after] = [allowed(statements, question), allowed([...statements, more], question)];
      assert.ok(more.Effect === 'Allow' ? after || !before : before || !after);
      assert.equal(allowed([more, ...statements], question), after);
    }),
  );
});

test('without a policy the owner may everything, and nobody else may anything', () => {
  fc.assert(fc.property(someQuestion, (question) => assert.equal(allowed([], question), question.principal === owner)));
});

const read = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::harbour/*' };
const list = { ...read, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::harbour' };
const noon = Date.parse('2026-11-20T12:00:00Z');
const tagged = { acl: undefined, tags: { stage: 'done' } };

const cases: readonly (readonly [what: string, expected: boolean, statement: unknown, asked: Asked])[] = [
  ['reading is not reading a version', false, read, { action: 's3:GetObjectVersion', versionId: '7' }],
  ['reading is not listing', false, read, { action: 's3:ListBucket' }],
  ['actions ignore case', true, { ...read, Action: 'S3:getobject' }, {}],
  ['NotAction', false, { ...read, Action: undefined, NotAction: 's3:GetObject' }, {}],
  ['NotResource', false, { ...read, Resource: undefined, NotResource: 'arn:aws:s3:::harbour/s*' }, {}],
  ['a tenant', true, { ...read, Principal: { AWS: ['arn:aws:iam::guest:root'] } }, { principal: guest }],
  ['another tenant', false, { ...read, Principal: { AWS: ['arn:aws:iam::other:root'] } }, { principal: guest }],
  ['an access key', true, { ...read, Principal: { AWS: 'arn:aws:iam::guest:user/GUESTKEY' } }, { principal: guest }],
  ['an access key of another tenant', false, { ...read, Principal: { AWS: 'arn:aws:iam::owner:user/GUESTKEY' } }, { principal: guest }],
  ['a tenant is not anonymous', false, { ...read, Principal: { AWS: 'arn:aws:iam::guest:root' } }, {}],
  ['StringEquals on the prefix', true, { ...list, Condition: { StringEquals: { 's3:prefix': ['a/', 'b/'] } } }, { action: 's3:ListBucket', query: 'prefix=b/' }],
  ['StringEquals without a prefix', false, { ...list, Condition: { StringEquals: { 's3:prefix': 'a/' } } }, { action: 's3:ListBucket' }],
  ['IfExists without a prefix', true, { ...list, Condition: { StringEqualsIfExists: { 's3:prefix': 'a/' } } }, { action: 's3:ListBucket' }],
  ['StringNotEquals without a prefix', true, { ...list, Condition: { StringNotEquals: { 's3:prefix': 'a/' } } }, { action: 's3:ListBucket' }],
  ['a prefix means nothing on a GET', false, { ...read, Condition: { StringEquals: { 's3:prefix': 'a/' } } }, { query: 'prefix=a/' }],
  ['StringLike', true, { ...list, Condition: { StringLike: { 's3:prefix': 'home/*' } } }, { action: 's3:ListBucket', query: 'prefix=home/a' }],
  ['StringNotLike', false, { ...list, Condition: { StringNotLike: { 's3:prefix': 'home/*' } } }, { action: 's3:ListBucket', query: 'prefix=home/a' }],
  ['StringEqualsIgnoreCase', true, { ...read, Condition: { StringEqualsIgnoreCase: { 'aws:UserAgent': 'SHIP' } } }, { headers: { 'user-agent': 'ship' } }],
  ['an address inside', true, { ...read, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }, {}],
  ['an address outside', false, { ...read, Condition: { IpAddress: { 'aws:SourceIp': ['192.0.3.0/24', '198.51.100.7'] } } }, {}],
  ['NotIpAddress', false, { ...read, Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }, {}],
  ['IPv4 as IPv6', true, { ...read, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }, { sourceIp: '::ffff:192.0.2.9' }],
  ['IPv6', true, { ...read, Condition: { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } } }, { sourceIp: '2001:db8::7' }],
  ['IPv6 is not IPv4', false, { ...read, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, { sourceIp: '2001:db8::7' }],
  ['no TLS', false, { ...read, Condition: { Bool: { 'aws:SecureTransport': true } } }, {}],
  ['max-keys', true, { ...list, Condition: { NumericLessThanEquals: { 's3:max-keys': 10 } } }, { action: 's3:ListBucket', query: 'max-keys=10' }],
  ['too many keys', false, { ...list, Condition: { NumericLessThanEquals: { 's3:max-keys': '10' } } }, { action: 's3:ListBucket', query: 'max-keys=11' }],
  ['max-keys that is no number', false, { ...list, Condition: { NumericLessThan: { 's3:max-keys': '10' } } }, { action: 's3:ListBucket', query: 'max-keys=x' }],
  ['before a date', true, { ...read, Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-20T12:00:01Z' } } }, { nowMs: noon }],
  ['not before a date', false, { ...read, Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-20T12:00:00Z' } } }, { nowMs: noon }],
  ['seconds since 1970', true, { ...read, Condition: { DateGreaterThanEquals: { 'aws:EpochTime': String(noon / 1000) } } }, { nowMs: noon }],
  ['a tag of the object', true, { ...read, Condition: { StringEquals: { 's3:ExistingObjectTag/stage': 'done' } } }, { object: tagged }],
  ['another tag of the object', false, { ...read, Condition: { StringEquals: { 's3:ExistingObjectTag/Stage': 'done' } } }, { object: tagged }],
  ['Null of what is absent', true, { ...read, Condition: { Null: { 's3:x-amz-acl': 'true' } } }, {}],
  ['Null of what is there', false, { ...read, Condition: { Null: { 's3:x-amz-acl': 'true' } } }, { headers: { 'x-amz-acl': 'private' } }],
  ['all tags known', true, { ...read, Condition: { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a', 'b'] } } }, { headers: { 'x-amz-tagging': 'a=1&b=2' } }],
  ['one tag unknown', false, { ...read, Condition: { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a', 'b'] } } }, { headers: { 'x-amz-tagging': 'a=1&c=2' } }],
  ['any tag known', true, { ...read, Condition: { 'ForAnyValue:StringEquals': { 's3:RequestObjectTagKeys': 'a' } } }, { headers: { 'x-amz-tagging': 'a=1&c=2' } }],
  ['ForAnyValue of nothing', false, { ...read, Condition: { 'ForAnyValue:StringNotEquals': { 's3:RequestObjectTagKeys': 'a' } } }, {}],
  ['two operators, one fails', false, { ...read, Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:UserAgent': 'x' } } }, {}],
]; // biome-ignore format: one case a line

for (const [what, expected, statement, asked] of cases) {
  test(`${expected ? 'allowed' : 'not allowed'}: ${what}`, () => assert.equal(allowed([statement], asked), expected));
}

const acls: readonly (readonly [bucketAcl: string, objectAcl: string, asked: Asked, expected: boolean])[] = [
  ['private', 'private', {}, false],
  ['private', 'public-read', {}, true],
  ['private', 'authenticated-read', {}, false],
  ['private', 'authenticated-read', { principal: guest }, true],
  ['public-read', 'private', {}, false],
  ['public-read', 'private', { action: 's3:ListBucket' }, true],
  ['public-read', 'private', { action: 's3:PutObject' }, false],
  ['public-read-write', 'private', { action: 's3:PutObject' }, true],
  ['public-read-write', 'private', { action: 's3:PutObjectAcl' }, false],
  ['public-read-write', 'private', { action: 's3:PutBucketPolicy' }, false],
  ['public-read-write', 'public-read-write', { action: 's3:GetObjectAcl' }, false],
  ['bucket-owner-full-control', 'bucket-owner-full-control', { principal: guest }, false],
]; // biome-ignore format: one case a line

test('who began an upload may list and abort it, unless that is denied, and may nothing else', () => {
  const ask = (action: AccessQuestion['action'], principal: Principal | undefined, statements: unknown[] = []) =>
    allowed(statements, { action, principal, initiator: 'guest' });
  for (const action of ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] as const) {
    assert.equal(ask(action, guest), true);
    assert.equal(ask(action, { accessKeyId: 'OTHERKEY', tenant: 'other' }), false);
    assert.equal(ask(action, undefined), false);
    assert.equal(ask(action, guest, [{ ...forAll, Effect: 'Deny' }]), false);
  }
  assert.equal(ask('s3:PutObject', guest), false);
});

test('canned ACLs let strangers do what they say, and a Deny takes it back', () => {
  for (const [bucketAcl, acl, asked, expected] of acls) {
    const question = { ...asked, bucketAcl, object: { acl, tags: {} } };
    assert.equal(allowed([], question), expected, `${bucketAcl}, ${acl}, ${asked.action}`);
    assert.equal(allowed([{ ...forAll, Effect: 'Deny' }], question), false);
  }
});
