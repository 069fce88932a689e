import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problems, placeText, suggest, withParts } from './problems.ts';

test('problems are kept in order, and what could not be read becomes NaN', () => {
  const problems = new Problems();
  assert.equal(problems.take('a', { ok: true, value: 5 }), 5);
  assert.ok(Number.isNaN(problems.take('b', { ok: false, problem: 'wrong', hint: 'write it right' })));
  assert.equal(problems.wholeNumber('c', 3, 3), 3);
  for (const value of [2, 3.5, '3', Number.NaN, undefined, null]) {
    assert.ok(Number.isNaN(problems.wholeNumber('d', value, 3)));
  }
  assert.deepEqual(
    problems.list.map(({ path }) => path),
    ['b', ...Array(6).fill('d')],
  );
  assert.deepEqual(problems.list[1], {
    path: 'd',
    problem: '2 is not a whole number',
    hint: 'write a whole number from 3 up',
  });
});

test('of names that stand twice, each but the first is a problem', () => {
  const problems = new Problems();
  problems.unique('phases', ['a', 'b', 'a', 'a'], 'phase');
  assert.deepEqual(
    problems.list.map(({ path }) => path),
    ['phases[2]', 'phases[3]'],
  );
});

test('the nearest name is suggested, and all of them where none is near', () => {
  assert.equal(suggest('ordr', ['orders', 'order']), "did you mean 'order'?");
  assert.equal(suggest('ORDER', ['baseline', 'order']), "did you mean 'order'?");
  assert.equal(suggest('peak', ['baseline', 'order']), "known: 'baseline', 'order'");
  assert.equal(suggest('x', ['a', 'b']), "known: 'a', 'b'");
  assert.equal(suggest('x', []), 'there is none yet');
});

test('property: a name with one letter wrong, missing or too many is found again', () => {
  const name = fc.stringMatching(/^[a-z]{5,12}$/);
  fc.assert(
    fc.property(name, fc.nat(), fc.constantFrom('', 'x', 'xy'), (known, place, letters) => {
      const at = place % known.length;
      const typed = known.slice(0, at) + letters + known.slice(at + 1);
      assert.equal(suggest(typed, ['0123456789012', known]), `did you mean '${known}'?`);
    }),
  );
});

test('a path has the name of its part beside the number, where the part has one', () => {
  const options = {
    systems: [null],
    phases: [{ name: 'rise' }, { kind: 'together', phases: [{ name: 'readers' }, { name: 'writers' }] }],
    claims: [{ id: 'notes rss<500MB' }, { id: 7 }],
  };
  const told = (path: string) =>
    withParts([{ path, problem: 'wrong', hint: 'write it right' }], { options })
      .map(placeText)
      .join();
  assert.equal(told('claims[0].bound'), 'claims[0] (notes rss<500MB), bound');
  assert.equal(told('phases[0]'), 'phases[0] (rise)');
  assert.equal(told('phases[1].phases[1].faults[0].at'), 'phases[1].phases[1] (writers), faults[0].at');
  for (const path of ['name', 'phases', 'systems[0].command[3]', 'claims[1].during', 'claims[2]', 'trial.ts'])
    assert.equal(told(path), path);
});
