import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf } from './request.ts';

const sent = (json: unknown): string => String(bodyOf({ json }, undefined).bytes);

test('a number that JSON does not have is refused, wherever it stands, and never sent as null', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const [json, where] of [
      [{ amount: value }, "'amount'"],
      [{ order: { lines: [1, value] } }, "'1'"],
      [{ at: { toJSON: () => value } }, "'at'"],
      [value, 'it'],
    ] as const)
      assert.throws(() => sent(json), {
        name: 'DoubtfulValue',
        message: `json: ${where} is ${value}, which JSON does not have; give a number that is finite, or null`,
      });
  }
});

test('null, and texts that say null, are sent', () => {
  assert.equal(sent({ a: null, b: 'null', c: [0, -0, 1e300] }), '{"a":null,"b":"null","c":[0,0,1e+300]}');
  assert.equal(sent(null), 'null');
});
