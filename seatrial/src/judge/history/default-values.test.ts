/** A setting that is deleted shows its default again: healthy, and nothing shows it for certain. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';
import { judgeStaleReads } from './stale-reads.ts';

const lost = (...facts: TimedFact[]): Answer =>
  judgeLostWrites(claim.noLostWrites(order), trial(phase({ to: 60 }, ...facts)));
const stale = (...facts: TimedFact[]): Answer =>
  judgeStaleReads(claim.noStaleReads(order), trial(phase({ to: 60 }, ...facts)));

/** Written as dark, deleted, and then read as this, by somebody else. */
function setting(key: string, value: string): TimedFact[] {
  const shown = operation('read', 3, { key, value, process: 'user 2' });
  return [operation('write', 1, { key, value: 'dark' }), operation('delete', 2, { key }), shown];
}
const light = (key: string, at: number): TimedFact => operation('write', at, { key, value: 'light' });
const before = (key: string): TimedFact => operation('read', 0.5, { key, value: 'light', process: 'user 2' });

test('unproven: two keys showed it, or somebody writes it later; the clocks are not to blame', () => {
  const cases = [
    [...setting('a', 'light'), ...setting('b', 'light')],
    [...setting('a', 'light'), light('a', 3.02)],
    [before('a'), ...setting('a', 'light'), before('b'), ...setting('b', 'light')],
  ];
  for (const facts of cases) {
    for (const judge of [lost, stale]) {
      const { verdict, because } = judge(...facts);
      assert.equal(verdict, 'unproven', because.join());
      assert.match(because.join(), /showed a value that nobody had written by then, .* first: key a at 3s/);
      assert.doesNotMatch(because.join(), /clocks/);
    }
  }
});

test('what is stale during a fault is no default and nothing else', () => {
  const facts = [before('a'), ...setting('a', 'light')].map((fact) => ({ ...fact, key: 'a' }) as TimedFact);
  const gone = operation('read', 6, { key: 'a', value: null });
  const kept = [operation('write', 1, { key: 'b' }), operation('read', 6, { key: 'b' })];
  assert.equal(lost(...facts, ...kept, ...kill(), gone).verdict, 'proven');
});

test('what one key alone showed is from nowhere, or came back', () => {
  assert.match(
    lost(...setting('a', 'x')).because[0] ?? '',
    /^1 key showed a value that was never written; first: key a/,
  );
  assert.equal(lost(...setting('a', 'x'), ...setting('b', 'y')).verdict, 'disproven');
  assert.match(lost(before('a'), ...setting('a', 'light')).because[0] ?? '', /^1 key came back after being deleted/);
  assert.equal(stale(before('a'), ...setting('a', 'light')).verdict, 'disproven');
  assert.equal(lost(...setting('a', 'dark'), ...setting('b', 'dark')).verdict, 'disproven', 'what had been written');
});

test('a value from nowhere of a key that was not deleted is none', () => {
  const read = (key: string): TimedFact => operation('read', 3, { key, value: 'light' });
  const written = ['a', 'b'].flatMap((key) => [operation('write', 1, { key, value: 'dark' }), read(key)]);
  assert.equal(lost(...written).verdict, 'disproven');
});
