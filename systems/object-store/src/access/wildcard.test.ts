/** Wildcards against an oracle that shares no code with them: a regular expression, on patterns too short to make it slow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matches } from './wildcard.ts';

const letters = fc.constantFrom('a', 'b', '*', '?', '.', '/');

test('a pattern matches what the regular expression of the same meaning matches', () => {
  const patterns = fc.string({ unit: letters, maxLength: 8 });
  const texts = fc.string({ unit: letters, maxLength: 10 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      const oracle = pattern.replace(/[./]/g, '\\$&').replaceAll('?', '[^]').replaceAll('*', '[^]*');
      assert.equal(matches(pattern, text), new RegExp(`^${oracle}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a hostile pattern costs little', () => {
  assert.equal(matches(`${'a*'.repeat(500)}b`, 'a'.repeat(1024)), false);
});
