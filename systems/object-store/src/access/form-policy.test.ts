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

test('a field that no condition names is refused, whatever it is called', () => {
  const names = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((name) => name.toLowerCase());
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(!['policy', 'x-amz-signature', 'file', 'key'].includes(name) && !name.startsWith('x-ignore-'));
      assert.match(outcome([['starts-with', '$key', '']], { key: 'a', [name]: 'x' }), /Extra input fields/);
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
  'a field without its mark': { expiration, conditions: [['eq', 'key', 'a']] },
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
