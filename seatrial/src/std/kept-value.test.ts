import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from './digest.ts';
import { digestTold, keptValue } from './kept-value.ts';

test('a value is kept as it is, a long one by its digest and its bytes', () => {
  for (const value of ['', 'a', 'é'.repeat(16 * 1024)]) assert.equal(keptValue(value), value);
  const long = 'é'.repeat(16 * 1024 + 1);
  assert.equal(keptValue(long), `value with SHA-256 ${sha256(long)}, ${2 * long.length} bytes`);
  assert.notEqual(keptValue(long), keptValue(`${long.slice(0, -1)}e`));
});

test('a system that answers with the digest has not given the value', () => {
  const long = 'x'.repeat(100_000);
  assert.notEqual(keptValue(keptValue(long)), keptValue(long));
});

test('a digest is told in short, any other value not at all', () => {
  assert.match(digestTold(keptValue('x'.repeat(100_000))) ?? '', /^value with SHA-256 [0-9a-f]{8}…, 100000 bytes$/);
  assert.equal(digestTold('value with SHA-256'), null);
});
