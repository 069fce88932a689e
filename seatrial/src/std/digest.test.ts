import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf, sha256 } from './digest.ts';

test('bytes and text have the digest every other tool gives them', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(sha256(Buffer.from('abc')), sha256('abc'));
});

test('property: the order of keys does not matter, at any depth; everything else does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
      assert.equal(digestOf(turned(value)), digestOf(value));
      const same = JSON.stringify(sorted(value)) === JSON.stringify(sorted(other));
      assert.equal(digestOf(value) === digestOf(other), same);
    }),
  );
});

test('the order of a list matters, undefined does not count, a function is its source text', () => {
  assert.notEqual(digestOf([1, 2]), digestOf([2, 1]));
  assert.equal(digestOf({ a: 1, b: undefined }), digestOf({ a: 1 }));
  assert.notEqual(digestOf({ run: () => 1 }), digestOf({ run: () => 2 }));
  assert.notEqual(digestOf({ run: () => 1 }), digestOf({}));
});

/** The same value with the keys of every object in the opposite order. */
function turned(value: unknown): unknown {
  return rebuilt(value, (entries) => entries.toReversed());
}

function sorted(value: unknown): unknown {
  return rebuilt(value, (entries) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function rebuilt(value: unknown, order: (entries: [string, unknown][]) => [string, unknown][]): unknown {
  if (Array.isArray(value)) return value.map((part) => rebuilt(part, order));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(order(Object.entries(value)).map(([key, part]) => [key, rebuilt(part, order)]));
}
