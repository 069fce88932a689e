/** A changed part brings every defect that stands on it; the others come in turn, by the seed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDefects, readChoice } from './defect-choice.ts';

const all = Array.from({ length: 40 }, (_, index) => ({ name: `${index}`, standsOn: [`d/${index}.ts`, 'src/sql.ts'] }));
const chosen = (args: string, ...changed: string[]): string[] =>
  chooseDefects(all, changed, readChoice(args.split(' '))).map(({ name }) => name);

test('a share is drawn by the seed, the same for the same one, and all are drawn in time', () => {
  const tenth = chosen('--share 1/10 --seed 7');
  assert.equal(tenth.length, 4);
  assert.deepEqual(tenth, chosen('--share 1/10 --seed 7'));
  const drawn = new Set(Array.from({ length: 100 }, (_, seed) => chosen(`--share 1/10 --seed ${seed}`)).flat());
  assert.equal(drawn.size, 40);
});

test('defects on a changed file come first, each once', () => {
  for (let seed = 0; seed < 20; seed++) {
    const [first, second, ...others] = chosen(`--share 1/10 --seed ${seed}`, 'd/3.ts', 'd/30.ts', 'README.md');
    assert.deepEqual([first, second].sort(), ['3', '30']);
    assert.ok(others.length >= 2 && others.length <= 4);
    assert.equal(new Set([first, second, ...others]).size, others.length + 2);
  }
  assert.equal(chosen('--share 1/10', 'src/sql.ts').length, 40);
});

test('without a share it is all of them; an unknown base is none', () => {
  assert.equal(chooseDefects(all, [], readChoice([])).length, 40);
  assert.deepEqual(readChoice(['--changed', '', 'lost-ack']), {
    names: ['lost-ack'],
    changedSince: null,
    share: null,
    seed: 1,
    system: null,
    shard: { part: 1, of: 1 },
  });
});

test('shards are all of it, and nothing twice', () => {
  const shards = [1, 2, 3].flatMap((part) => chosen(`--shard ${part}/3`));
  assert.deepEqual(shards.toSorted(), all.map(({ name }) => name).toSorted());
});

test('a wrong option is told', () => {
  for (const args of [
    ['--share', 'tenth'],
    ['--share', '1/10', '--seed', 'x'],
    ['--shares', '1/2'],
    ['--shard', '3/2'],
    ['--shard', '0/2'],
  ])
    assert.throws(() => readChoice(args), Error);
});
