import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFrom } from './choose.ts';
import { claim } from './claims/claim.ts';
import { journey } from './journey.ts';
import { assemble, type Part } from './part.ts';
import { load } from './phases/load.ts';
import { together } from './phases/phase.ts';
import { resolveTrial } from './resolve.ts';
import { system } from './systems/system.ts';
import { defineTrial, type TrialOptions } from './trial.ts';

const api = system('api', { url: 'http://127.0.0.1:1' });
const look = journey('look', async () => undefined);
const order = journey('order', async () => undefined);
const during = { users: 1, for: '1s' } as const;

const prepare: Part = { phases: [load('prepare', look, during)], claims: [] };
const browsing: Part = {
  phases: [together([load('browse', look, during), load('beside', order, during)]), load('again', look, during)],
  claims: [claim.errors(look, 'rate<1%'), claim.latency(look, 'p(95)<1s', { during: 'again' })],
  needs: [prepare],
};
const ordering: Part = {
  phases: [load('order', order, during)],
  claims: [claim.errors(order, 'rate<2%', { during: 'order' })],
  needs: [prepare],
};
const options: TrialOptions = { name: 'shop', systems: [api], ...assemble([browsing, ordering]) };

function chosen(claims: readonly string[], phases: readonly string[], from = options): string[][] {
  const result = chooseFrom(from, { claims, phases });
  if (!result.ok) return result.problems.map(({ path, problem }) => [path, problem]);
  const names = result.options.phases.map((phase) => (phase.kind === 'together' ? 'together' : phase.name));
  return [names, result.options.claims.map(({ id }) => id)];
}

test('parts come in order, with what they need before them and once', () => {
  assert.deepEqual(assemble([browsing, ordering, prepare]).parts, [prepare, browsing, ordering]);
});

test('a claim brings the part it is of, and what that needs', () => {
  const id = 'errors of order rate<2% during order';
  assert.deepEqual(chosen([id], []), [['prepare', 'order'], [id]]);
});

test('a phase brings what its part needs, and the claims that are about nothing else', () => {
  assert.deepEqual(chosen([], ['again']), [
    ['prepare', 'again'],
    ['errors of look rate<1%', 'latency of look p(95)<1s during again'],
  ]);
  assert.deepEqual(chosen([], ['beside']), [['prepare', 'together'], ['errors of look rate<1%']]);
});

test('without parts a claim leaves no phase out', () => {
  const { parts: _, ...plain } = options;
  const id = 'errors of look rate<1%';
  assert.deepEqual(chosen([id], [], plain), [['prepare', 'together', 'again', 'order'], [id]]);
});

test('a name that is not there is a mistake', () => {
  assert.deepEqual(chosen(['errors'], ['agian']), [
    ['--claim', "the plan has no claim 'errors'"],
    ['--phase', "the plan has no phase 'agian'"],
  ]);
});

test('the header of a part says what it was chosen by, and of how much', () => {
  const resolution = resolveTrial(defineTrial(options), { choice: { claims: [], phases: ['order'] } });
  if (!resolution.ok) assert.fail(JSON.stringify(resolution.problems));
  const of = { claims: 3, phases: 4 };
  assert.deepEqual(resolution.plan.summary.partOf, { claims: [], phases: ['order'], of });
  const whole = resolveTrial(defineTrial(options));
  assert.equal(whole.ok && whole.plan.summary.partOf, undefined);
});
