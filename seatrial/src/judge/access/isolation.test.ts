import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { access, errors, iterations, order, phase, seconds, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeIsolation } from './isolation.ts';

const isolated = claim.tenantIsolation(order, { minAttempts: 2 });
const own = [access('ann', 'ann'), access('bob', 'bob')];
const across = [access('ann', 'bob'), access('bob', 'ann')];

test('proven: everybody reached their own and nobody reached another', () => {
  const answer = judgeIsolation(isolated, trial(phase({}, ...own, ...across)));
  assert.equal(answer.verdict, 'proven');
  assert.deepEqual(answer.because, ['all 2 attempts across were denied, and owners were let in 2 times']);
});

test('disproven: one attempt got in, and it is told', () => {
  const leak = access('bob', 'ann', { result: 'allowed', action: 'delete' });
  const answer = judgeIsolation(isolated, trial(phase({}, ...own, ...across, leak)));
  assert.equal(answer.verdict, 'disproven');
  assert.deepEqual(answer.because, [
    "1 of 3 attempts got in; first: 'bob' tried delete on 'ann/file' of 'ann' at 1s (status 200)",
  ]);
});

test('unproven: denied may mean that nothing works', () => {
  const because = (...facts: Parameters<typeof phase>[1][]): readonly string[] => {
    const answer = judgeIsolation(isolated, trial(phase({}, ...facts)));
    assert.equal(answer.verdict, 'unproven');
    return answer.because;
  };
  assert.match(because(access('ann', 'ann'), ...across)[0] ?? '', /^'bob' reached nothing of their own/);
  const purge = access('ann', 'bob', { action: 'purge' });
  assert.match(because(...own, ...across, purge)[0] ?? '', /^'purge' worked for no owner/);
  const locked = own.map((fact) => ({ ...fact, result: 'denied' }) as typeof fact);
  assert.equal(because(...locked, ...across).length, 4);
  assert.equal(because(...locked, ...across).at(-1), 'owners were let in 0 times, and 2 times not');
  assert.match(because(...own, access('ann', 'bob'))[0] ?? '', /^1 attempt across tenants, and the claim asks for 2/);
  const unclear = access('bob', 'ann', { result: 'unknown', why: 'status 503' });
  assert.match(because(...own, ...across, unclear)[0] ?? '', /^1 of 3 attempts had no clear answer; first: .*503/);
});

test('unproven: a resource that its owner never reached may not exist', () => {
  const guessed = [access('ann', 'bob', { resource: 'bob/d-1' }), access('bob', 'ann', { resource: 'ann/d-2' })];
  const answer = judgeIsolation(isolated, trial(phase({}, ...own, ...guessed)));
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, [
    "'bob/d-1' was never reached by its owner 'bob', nor 1 other resource that was tried, so denied may mean that it does not exist",
  ]);
  const denied = access('bob', 'bob', { resource: 'bob/d-1', result: 'denied' });
  assert.equal(judgeIsolation(isolated, trial(phase({}, ...own, ...guessed, denied))).verdict, 'unproven');
});

test('proven: its owner reached it after the attempt, by another action', () => {
  const tried = access('ann', 'bob', { resource: 'bob/new', action: 'create' });
  const created = access('bob', 'bob', { resource: 'bob/new', action: 'create', atUs: seconds(2) });
  assert.equal(judgeIsolation(isolated, trial(phase({}, ...own, ...across, tried, created))).verdict, 'proven');
});

const at = (second: number, denied = false) => ({
  atUs: seconds(second),
  ...(denied ? ({ result: 'denied', why: 'status 401' } as const) : {}),
});
/** Each second, both tenants at their own and at the other's; from some second on all is denied. */
const rounds = (shut: number, last = 9): TimedFact[] =>
  Array.from({ length: last }, (_, index) => index + 1).flatMap((second) => [
    access('ann', 'ann', at(second, second >= shut)),
    access('bob', 'bob', at(second, second >= shut)),
    access('ann', 'bob', at(second + 0.5)),
    access('bob', 'ann', at(second + 0.5)),
  ]);

test('unproven: tokens work once, and then nobody is let in, owners neither', () => {
  const answer = judgeIsolation(isolated, trial(phase({}, ...rounds(2))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^'ann' was not let in at its own 8 of 9 times, so denied may mean/);
  assert.equal(answer.because.at(-1), 'owners were let in 2 times, and 16 times not');
});

test('unproven: a door that shut for good, before the last attempts', () => {
  const answer = judgeIsolation(isolated, trial(phase({}, ...rounds(8))));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(
    answer.because[0],
    "'ann' was not let in at its own after 7s (2 times), and made 3 attempts across after that",
  );
});

test('proven, and told: owners were turned away now and then', () => {
  const away = access('bob', 'bob', { atUs: seconds(3.2), result: 'unknown', why: 'status 503' });
  const answer = judgeIsolation(isolated, trial(phase({}, ...rounds(10), away)));
  assert.equal(answer.verdict, 'proven');
  assert.deepEqual(answer.because, [
    'all 18 attempts across were denied, and owners were let in 18 times, and 1 time not',
  ]);
});

test('unproven: a resource that its owner mostly did not reach', () => {
  const rare = (second: number, denied: boolean) =>
    access('bob', 'bob', { resource: 'bob/rare', ...at(second, denied) });
  const tried = access('ann', 'bob', { resource: 'bob/rare' });
  const facts = [...rounds(10), tried, rare(1, false)];
  assert.equal(judgeIsolation(isolated, trial(phase({}, ...facts, rare(2, true)))).verdict, 'proven');
  const answer = judgeIsolation(isolated, trial(phase({}, ...facts, rare(2, true), rare(3, true))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^'bob' was not let in at 'bob\/rare' 2 of 3 times/);
});

test('unproven: iterations that threw may have been let in', () => {
  const threw = errors(2, { step: 'iteration', of: 'iteration', cause: 'journey threw', example: 'Error: leak' });
  const answer = judgeIsolation(isolated, trial(phase({}, ...own, ...across, iterations(9, { failed: 2 }), threw)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^2 of 9 iterations did not come to their end \(2 threw\), so attempts/);
});

test('unproven: a read that met a 404 at a path where nobody was ever let in may have met no route at all', () => {
  const at = (path: string, who: string, whom = who) => access(who, whom, { path });
  const missed = (path: string) => [at(path, 'ann', 'bob'), at(path, 'bob', 'ann')];
  const judge = (...facts: Parameters<typeof phase>[1][]) => judgeIsolation(isolated, trial(phase({}, ...facts)));
  const reached = [at('1', 'ann'), at('2', 'bob')];
  const misspelt = judge(...reached, ...missed('3'));
  assert.equal(misspelt.verdict, 'unproven');
  assert.match(
    misspelt.because[0] ?? '',
    /^'ann' tried get on 'bob\/file' of 'bob' at 1s \(.*\), at a path where no owner was ever let in, so denied may mean that there is no such route, and so with 1 other resource$/,
  );
  assert.equal(judge(...reached, at('2', 'ann', 'bob'), at('1', 'bob', 'ann')).verdict, 'proven');
  assert.equal(judge(...own, ...missed('3')).verdict, 'proven', 'told by the plan itself');
  assert.equal(judge(...reached, ...across).verdict, 'proven', 'another denial says that there is a door');
});
