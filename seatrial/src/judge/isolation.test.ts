import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import { access, order, phase, trial } from './fixtures.ts';
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
  const missing = access('bob', 'ann', { resource: 'ann/none' });
  assert.match(
    because(...own, ...across, missing)[0] ?? '',
    /^1 of 3 resources tried across were never reached by the owner, so denied may mean .*; first: 'ann\/none' of 'ann'$/,
  );
  const locked = own.map((fact) => ({ ...fact, result: 'denied' }) as typeof fact);
  assert.equal(because(...locked, ...across).length, 3);
  assert.match(because(...own, access('ann', 'bob'))[0] ?? '', /^1 attempt across tenants, and the claim asks for 2/);
  const unclear = access('bob', 'ann', { result: 'unknown', why: 'status 503' });
  assert.match(because(...own, ...across, unclear)[0] ?? '', /^1 of 3 attempts had no clear answer; first: .*503/);
});
