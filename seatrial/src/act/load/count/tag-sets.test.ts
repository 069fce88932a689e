import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Tags } from '../../../std/tags.ts';
import { TagSets, TOO_MANY } from './tag-sets.ts';

test('equal sets are one set, however they are written', () => {
  const sets = new TagSets();
  const set = sets.of({ kind: 'small', size: 4096 });
  assert.deepEqual(set.tags, { kind: 'small', size: '4096' });
  assert.equal(sets.of({ size: '4096', kind: 'small' }), set);
  assert.notEqual(sets.of({ kind: 'small' }), set);
  assert.notEqual(sets.of({ kind: 'small', size: 4096, more: 1 }), set);
});

test('a set that is the beginning of another is a set of its own', () => {
  const sets = new TagSets();
  const long = sets.of({ a: '1', b: '2' });
  assert.deepEqual(sets.of({ a: '1' }).tags, { a: '1' });
  assert.equal(sets.of({ a: '1', b: '2' }), long);
});

test('property: two sets are the same object exactly when they hold the same tags', () => {
  const tags = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', 1), { minKeys: 1 });
  const text = (set: Tags): string => JSON.stringify(Object.entries(set).map(String).sort());
  fc.assert(
    fc.property(fc.array(tags, { maxLength: 40 }), (list) => {
      const sets = new TagSets();
      const met = new Map<string, unknown>();
      for (const each of [...list, ...list]) {
        const set = sets.of(each);
        const before = met.get(text(each));
        if (before === undefined) assert.ok(![...met.values()].includes(set));
        else assert.equal(set, before);
        met.set(text(each), set);
      }
    }),
  );
});

test('sets without end are counted together, and those that were there stay', () => {
  const sets = new TagSets();
  const first = sets.of({ id: 0 });
  for (let id = 1; id < 5000; id++) sets.of({ id });
  assert.equal(sets.of({ id: 4999 }), TOO_MANY);
  assert.equal(sets.of({ id: 0 }), first);
});

test('what can be no tag is refused with a sentence that shows one', () => {
  const mistakes: [unknown, RegExp][] = [
    [{}, /the set of tags is empty/],
    [{ 'a b': 'x' }, /'a b' cannot name a tag; write names of letters/],
    [{ a: '' }, /"" cannot be the value of tag 'a'/],
    [{ a: 'x\n' }, /cannot be the value of tag 'a'/],
    [{ a: Number.NaN }, /cannot be the value of tag 'a'/],
    [{ a: true }, /true cannot be the value of tag 'a'; write a number/],
    [Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`t${n}`, 'x'])), /11 tags are too many/],
    ['small', /"small" is not a set of tags/],
  ];
  for (const [tags, sentence] of mistakes) assert.throws(() => new TagSets().of(tags as Tags), sentence);
});
