import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asWritten } from './option-name.ts';

test('an option has the name that it was given, else its long one', () => {
  assert.equal(asWritten('--users', ['quick', 'x', '-u', 'many']), '-u');
  assert.equal(asWritten('--users', ['quick', 'x', '-umany']), '-u');
  assert.equal(asWritten('--users', ['quick', 'x', '--users=many']), '--users');
  assert.equal(asWritten('--users', ['quick', 'x']), '--users');
  assert.equal(asWritten('the URL', ['quick', '-u', '1']), 'the URL');
});
