import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seqRanges, type Verdict, worst } from './finding.ts';

const verdict = fc.constantFrom<Verdict>('proven', 'unproven', 'disproven');
const seqs = fc.array(fc.integer({ min: 1, max: 300 }));

test('of nothing, nothing is proven', () => {
  assert.equal(worst([]), 'unproven');
  assert.equal(worst(['proven', 'proven']), 'proven');
  assert.equal(worst(['proven', 'unproven']), 'unproven');
  assert.equal(worst(['unproven', 'disproven', 'proven']), 'disproven');
});

test('property: worst is a lattice: idempotent, commutative, associative', () => {
  fc.assert(
    fc.property(verdict, verdict, verdict, (a, b, c) => {
      assert.equal(worst([a, a]), a);
      assert.equal(worst([a, b]), worst([b, a]));
      assert.equal(worst([worst([a, b]), c]), worst([a, worst([b, c])]));
      assert.equal(worst([a, 'proven']), a);
      assert.equal(worst([a, 'disproven']), 'disproven');
    }),
  );
});

test('ranges are sorted, inclusive and without repetition', () => {
  assert.deepEqual(seqRanges([7, 2, 1, 3, 2]), [
    [1, 3],
    [7, 7],
  ]);
  assert.deepEqual(seqRanges([]), []);
});

test('property: ranges hold exactly what was given, in order and apart', () => {
  fc.assert(
    fc.property(seqs, (given) => {
      const result = seqRanges(given, 1000);
      const spread = result.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
      assert.deepEqual(
        spread,
        [...new Set(given)].sort((a, b) => a - b),
      );
      for (const [index, [first]] of result.entries()) assert.ok(first > (result[index - 1]?.[1] ?? -1) + 1);
    }),
  );
});

test('property: few ranges still hold everything, and close the narrowest gaps', () => {
  assert.deepEqual(seqRanges([1, 3, 90, 92], 2), [
    [1, 3],
    [90, 92],
  ]);
  fc.assert(
    fc.property(seqs, fc.integer({ min: 1, max: 5 }), (given, atMost) => {
      const result = seqRanges(given, atMost);
      assert.ok(result.length <= atMost);
      for (const seq of given) assert.ok(result.some(([first, last]) => first <= seq && seq <= last));
    }),
  );
});
