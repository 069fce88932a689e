/** Policies of upload forms: what they cover, what they refuse, and that a field nobody signed for never slips in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { S3Error } from '../wire/errors.ts';
import { checkForm, readFormPolicy } from './form-policy.ts';

const expiration = '2026-11-20T12:00:00.000Z';
const beforeMs = Date.parse(expiration) - 1;

function encode(policy: unknown): string {
  return Buffer.from(JSON.stringify(policy)).toString('base64');
}

function outcome(conditions: readonly unknown[], fields: Readonly<Record<string, string>>, nowMs = beforeMs): string {
  try {
    checkForm(readFormPolicy(encode({ expiration, conditions })), new Map(Object.entries(fields)), 'harbour', nowMs);
    return 'passes';
  } catch (error) {
    if (error instanceof S3Error) return error.message;
    throw error;
  }
}

test('conditions hold or the form is refused', () => {
  const conditions = [{ bucket: 'harbour' }, ['starts-with', '$key', 'user/'], ['eq', '$Acl', 'private']];
  const form = { key: 'user/a', acl: 'private' };
  assert.equal(outcome(conditions, form), 'passes');
  assert.equal(outcome(conditions, { ...form, 'x-ignore-me': 'a', policy: 'p', 'x-amz-signature': 's' }), 'passes');
  assert.match(
    outcome(conditions, { ...form, key: 'users/a' }),
    /Condition failed: \["starts-with", "\$key", "user\/"\]/,
  );
  assert.match(outcome(conditions, { key: 'user/a' }), /Condition failed: \["eq", "\$acl"/);
  assert.match(outcome([{ bucket: 'elsewhere' }], {}), /Condition failed/);
  assert.match(outcome(conditions, { ...form, tagging: '<Tagging/>' }), /Extra input fields: tagging/);
  assert.match(outcome(conditions, form, Date.parse(expiration)), /expired/);
});

test('each of the types that a Content-Type lists must begin as the policy says', () => {
  const images = [{ bucket: 'harbour' }, ['starts-with', '$Content-Type', 'image/']];
  const of = (type: string): string => outcome(images, { 'content-type': type });
  for (const type of ['image/png', 'image/png,image/jpeg', 'image/png , image/jpeg']) assert.equal(of(type), 'passes');
  for (const type of ['image/png,text/html', 'text/html, image/png', 'image/png,']) assert.match(of(type), /failed/);
  const exactly = [{ bucket: 'harbour' }, { 'Content-Type': 'a/b, c/d' }];
  assert.equal(outcome(exactly, { 'content-type': 'a/b, c/d' }), 'passes');
});

test('a policy that does not say which bucket is for none', () => {
  assert.match(outcome([['starts-with', '$key', '']], { key: 'a' }), /Extra input fields: bucket/);
});

test('a condition on what is no field never holds', () => {
  assert.match(
    outcome([['eq', 'key', 'a'], { bucket: 'harbour' }], { key: 'a' }),
    /Condition failed: \["eq", "key", "a"\]/,
  );
});

test('a field that no condition names is refused, whatever it is called', () => {
  const names = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((name) => name.toLowerCase());
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(!['policy', 'x-amz-signature', 'file', 'key', 'bucket'].includes(name) && !name.startsWith('x-ignore-'));
      assert.match(
        outcome([{ bucket: 'harbour' }, ['starts-with', '$key', '']], { key: 'a', [name]: 'x' }),
        /Extra input fields/,
      );
    }),
  );
});

test('sizes narrow each other', () => {
  const conditions = [
    ['content-length-range', 10, 100],
    ['content-length-range', '0', '50'],
  ];
  const { leastBytes, mostBytes } = readFormPolicy(encode({ expiration, conditions }));
  assert.deepEqual([leastBytes, mostBytes], [10, 50]);
});

const malformed: Readonly<Record<string, unknown>> = {
  'no conditions': { expiration },
  'no expiration': { conditions: [] },
  'an expiration that is no time': { expiration: 'tomorrow', conditions: [] },
  'a number to equal': { expiration, conditions: [{ acl: 1 }] },
  'an unknown kind': { expiration, conditions: [['ends-with', '$key', 'a']] },
  'an empty condition': { expiration, conditions: [{}] },
  'two conditions in one': { expiration, conditions: [{ acl: 'private', key: 'a' }] },
  'an element that is unknown': { expiration, conditions: [], extra: 'a' },
  'a range that is no number': { expiration, conditions: [['content-length-range', 1, false]] },
  'a range below nothing': { expiration, conditions: [['content-length-range', -1, 5]] },
  'half a range': { expiration, conditions: [['content-length-range', 1]] },
  'a text': 'expiration',
};

for (const [what, policy] of Object.entries(malformed)) {
  test(`refused: ${what}`, () =>
    assert.throws(
      () => readFormPolicy(encode(policy)),
      (error) => error instanceof S3Error && error.code === 'InvalidPolicyDocument',
    ));
}
