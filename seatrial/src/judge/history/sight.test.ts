import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';
import { judgeStaleReads } from './stale-reads.ts';

const setUp = (facts: TimedFact[]): TimedFact[] =>
  facts.map((fact) => (fact.kind === 'phase-started' ? { ...fact, userSetup: true as const } : fact));

function judge(ends: boolean, ...facts: TimedFact[]): Answer {
  const all = [...phase({ name: 'load', to: 30 }, ...kill({ phase: 'load' })), ...facts];
  const back = phase({ name: 'back', action: 'read-back', from: 30, to: 60 });
  const both = [...all, ...back];
  return judgeLostWrites(claim.noLostWrites(order), trial(ends ? setUp(both) : both));
}

const by = (where: string, user: number, key = `k${user}`) => ({ phase: where, process: `${where}/${user}`, key });
const wrote = (user: number, key?: string): TimedFact => operation('write', 1, by('load', user, key));
const read = (user: number, key: string, value: string | null): TimedFact =>
  operation('read', 40, { ...by('back', user, key), value });

test('a key that only other users found absent is not lost where no other user ever sees a key: unproven', () => {
  const answer = judge(true, wrote(1), wrote(2), read(1, 'k1', 'v'), read(1, 'k2', null));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^1 of 2 acknowledged changes was found absent only by other users than the one that made it, .* give readBack as many users/,
  );
  assert.equal(judge(false, wrote(1), wrote(2), read(1, 'k1', 'v'), read(1, 'k2', null)).verdict, 'unproven');
});

test('it is lost where another user was shown a key, where its own user reads, and where an older value is shown', () => {
  const [one, two, three] = [wrote(1), wrote(2), wrote(3)];
  assert.equal(judge(true, one, two, three, read(2, 'k1', 'v'), read(1, 'k2', null)).verdict, 'disproven');
  assert.equal(judge(false, one, read(1, 'k1', null)).verdict, 'disproven');
  assert.equal(judge(true, one, two, read(1, 'k1', null), read(2, 'k2', 'v')).verdict, 'disproven');
  const newer = operation('write', 2, { ...by('load', 1), value: 'w' });
  assert.equal(judge(true, one, newer, read(2, 'k1', 'v')).verdict, 'disproven');
});

test('users that are set up anew may have another account: all absent is unproven, and lost where one was shown', () => {
  const answer = judge(true, wrote(1), wrote(2), read(1, 'k1', null), read(2, 'k2', null));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^2 of 2 acknowledged changes were found absent only by users of another phase, which were set up anew/,
  );
});

test('healthy: a user that registered in its first iteration is nobody in the phase that reads back: unproven', () => {
  const session = (user: number): TimedFact => ({ ...wrote(user), session: true }) as TimedFact;
  const answer = judge(false, session(1), session(2), read(1, 'k1', null), read(2, 'k2', null));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^2 of 2 acknowledged changes .* set up anew or had cookies, a login or data of a setup, and none of those/,
  );
  assert.equal(judge(false, session(1), session(2), read(1, 'k1', 'v'), read(2, 'k2', null)).verdict, 'disproven');
});

test('healthy: what shows public keys to others says nothing of private ones; it does of keys that begin alike', () => {
  const [open, shut, other] = [wrote(1, 'public-1'), wrote(1, 'private-1'), wrote(2, 'private-2')];
  const shown = read(1, 'public-1', 'v');
  const [gone, kept] = [read(1, 'private-1', null), read(2, 'private-2', 'v')];
  assert.equal(judge(true, open, shut, shown, gone).verdict, 'unproven');
  assert.equal(judge(true, open, shut, other, shown, gone, kept).verdict, 'disproven');
  assert.equal(judge(true, open, wrote(2, 'public-2'), shown, read(2, 'public-2', null)).verdict, 'disproven');
});

test('what its own user found absent in its own phase is lost, whatever strangers read later', () => {
  const own = operation('read', 10, { ...by('load', 1), value: null });
  assert.equal(judge(true, wrote(1), own, read(2, 'k1', null)).verdict, 'disproven');
  const shown = operation('read', 12, by('load', 1));
  assert.equal(judge(true, wrote(1), own, shown, read(2, 'k1', null)).verdict, 'unproven');
});

test('a stranger that finds nothing is no stale read, unless strangers are shown what was written', () => {
  const stale = (...facts: TimedFact[]): Answer =>
    judgeStaleReads(claim.noStaleReads(order), trial(phase({ name: 'load', to: 60 }, ...facts)));
  const absent = operation('read', 3, { ...by('load', 2, 'k1'), value: null });
  assert.equal(stale(wrote(1), absent).verdict, 'unproven');
  assert.match(stale(wrote(1), absent).because[0] ?? '', /^1 read found nothing where another user/);
  assert.equal(stale(wrote(1), wrote(3), absent, operation('read', 4, by('load', 2, 'k3'))).verdict, 'disproven');
});
