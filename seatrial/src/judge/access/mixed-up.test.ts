import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { access, order, phase, seconds, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeIsolation } from './isolation.ts';

const isolated = claim.tenantIsolation(order, { minAttempts: 2 });
const across = [access('ann', 'bob'), access('bob', 'ann')];
/** What was answered to an owner at its own, a second apart. */
const given = (who: string, ...bodies: string[]): TimedFact[] =>
  bodies.map((body, at) => access(who, who, { body, atUs: seconds(at + 1) }));
/** The same of answers that name their owner, where they are its own. */
const naming = (who: string, ...bodies: string[]): TimedFact[] =>
  given(who, ...bodies).map((fact) =>
    fact.kind === 'access' && fact.body === who ? { ...fact, namesOwner: true as const } : fact,
  );
const judge = (...facts: TimedFact[]): Answer => judgeIsolation(isolated, trial(phase({}, ...facts, ...across)));

test("unproven: an owner was given another's usual answer at its own", () => {
  const answer = judge(...given('ann', 'a', 'a', 'b', 'a', 'a'), ...given('bob', 'b', 'b', 'b'));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(
    answer.because[0],
    "'ann' was given the usual answer of 'bob' at 'ann/file' 1 of 5 times, first at 3s: answers may have been mixed up",
  );
});

test('unproven: an owner was given what names another, for ever or from the beginning', () => {
  const forEver = judge(...naming('ann', 'ann', 'ann', 'ann'), ...naming('bob', 'bob', 'ann', 'ann', 'ann'));
  assert.equal(forEver.verdict, 'unproven');
  assert.equal(
    forEver.because[0],
    "'bob' was given at 'bob/file' what names 'ann' and not 'bob', 3 of 4 times, first at 2s: answers may have been mixed up",
  );
  const first = judge(...naming('ann', 'ann', 'ann'), ...naming('bob', 'ann', 'ann'));
  assert.match(first.because[0] ?? '', /^'bob' was given at 'bob\/file' what names 'ann' and not 'bob', 2 of 2 times/);
  assert.equal(judge(...naming('ann', 'ann', 'ann'), ...naming('bob', 'bob', 'bob')).verdict, 'proven');
  const both = (who: string) => access(who, who, { body: 'ann and bob', namesOwner: true });
  assert.equal(judge(both('ann'), both('bob')).verdict, 'proven', 'a list of both');
});

test('proven: things that are alike, change, or are new each time', () => {
  const quiet = (ann: string[], bob: string[]): void =>
    assert.equal(judge(...given('ann', ...ann), ...given('bob', ...bob)).verdict, 'proven', ann.join());
  quiet(['x', 'x', 'x', 'x'], ['x', 'x', 'x', 'x']);
  quiet(['idle', 'idle', 'busy', 'idle'], ['idle', 'busy', 'idle', 'idle']);
  quiet(['a', 'a', 'a', 'b'], ['b', 'b', 'b', 'b']);
  quiet(['1', '2', '3', '4'], ['5', '6', '7', '8']);
  quiet(['a', 'a', 'b', 'a'], ['b', 'b']);
});

test('proven: short answers that name nobody are states, which tenants have in turn', () => {
  const states = (who: string, ...bodies: string[]): TimedFact[] =>
    given(who, ...bodies).map((fact) => ({ ...fact, isShort: true }) as TimedFact);
  const facts = [...states('ann', 'idle', 'busy', 'idle', 'idle'), ...states('bob', 'busy', 'idle', 'busy', 'busy')];
  assert.equal(judge(...facts).verdict, 'proven');
  const alike = [...naming('ann', 'ann', 'ann'), ...states('bob', 'ann', 'ann')];
  assert.equal(judge(...alike).verdict, 'unproven', 'it names another');
});

test('it is no doubt where somebody got in', () => {
  const leak = access('bob', 'ann', { result: 'allowed' });
  assert.equal(judge(...given('ann', 'a', 'a', 'b', 'a'), ...given('bob', 'b', 'b', 'b'), leak).verdict, 'disproven');
});
