import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance } from './edit-distance.ts';

test('changes are counted, without regard to case', () => {
  assert.equal(editDistance('durring', 'during'), 1);
  assert.equal(editDistance('kitten', 'Sitting'), 3);
  assert.equal(editDistance('', 'abc'), 3);
});

test('it is a metric', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      assert.equal(editDistance(a, a), 0);
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
    }),
  );
});
