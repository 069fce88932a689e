import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../evidence/ledger.ts';
import { CLAIMS, type Claim, type ClaimKind, claim } from '../plan/claims/claim.ts';
import { abortingClaims, abortReason, UNREAD } from './abort.ts';
import { judgeClaims } from './judge.ts';
import { checks, evidence, order, phase, seconds, type TimedFact, trial, window } from './testing/evidence.ts';
import { EXAMPLES, type Example } from './testing/examples.ts';

/** An example of each kind of claim that may ask for it. */
const ABLE = (Object.values(EXAMPLES) as Example<ClaimKind>[]).filter(
  (example) => 'abortOnFail' in CLAIMS[example.claim.kind].fields,
);

/** A phase that still runs, with 100 requests of which so many failed. */
const running = (failed: number, from = 0) =>
  evidence(...phase({ from, end: null }, window(Array(100).fill(5), { failed }), checks(100 - failed, failed)));

test('a claim that is disproven so far ends the trial, and says so', () => {
  const claims = [claim.errors(order, 'rate<1%', { abortOnFail: true })];
  assert.equal(
    abortReason(claims, running(5), seconds(2)),
    "claim 'errors of order rate<1%' is disproven (5 of 100 requests failed (5%)) and asks to end the trial then",
  );
});

test('a claim that is kept so far does not, although its phase has no end yet', () => {
  const claims = [
    claim.errors(order, 'rate<1%', { abortOnFail: true }),
    claim.checks(order, { abortOnFail: true }),
    claim.latency(order, 'p(95)<200ms', { abortOnFail: true }),
    claim.throughput(order, 'count>1000', { abortOnFail: true }),
  ];
  assert.equal(abortReason(claims, running(0), seconds(2)), null);
});

test('every kind of claim that can, ends the trial', () => {
  assert.ok(ABLE.length > 0);
  for (const { claim: ofKind, disproven } of ABLE) {
    const ledger = evidence(...phase({ end: null }, ...(disproven ?? [])));
    const asking = abortingClaims([{ ...ofKind, abortOnFail: true } as Claim]);
    assert.match(abortReason(asking, ledger, seconds(2)) ?? '', /is disproven/, ofKind.kind);
  }
});

test('a claim waits as long as it says, from the start of its phase', () => {
  const claims = [claim.errors(order, 'rate<1%', { abortOnFail: { after: '10s' } })];
  assert.equal(abortReason(claims, running(5, 3), seconds(12.9)), null);
  assert.notEqual(abortReason(claims, running(5, 3), seconds(13)), null);
});

test('figures of each phase are given that time to settle', () => {
  const claims = [claim.errors(order, 'rate<1%', { abortOnFail: { after: '10s' } })];
  const calm = phase({ to: 20 }, window(Array(1000).fill(5)));
  const spike = phase(
    { name: 'spike', from: 20, end: null },
    window(Array(100).fill(5), { phase: 'spike', failed: 5 }),
  );
  const ledger = evidence(...calm, ...spike);
  assert.equal(abortReason(claims, ledger, seconds(29)), null);
  assert.match(abortReason(claims, ledger, seconds(30)) ?? '', /is disproven/);
});

test('nothing ends a trial before the phases of the claim', () => {
  const claims = [claim.errors(order, 'rate<1%', { during: 'later', abortOnFail: true })];
  assert.equal(abortReason(claims, running(5), seconds(5)), null);
});

test('claims that do not ask never end a trial', () => {
  assert.deepEqual(abortingClaims([claim.errors(order, 'rate<1%'), claim.generator()]), []);
});

test('no claim that can end a trial reads what the tail leaves out', () => {
  const ledger = (of: { proven: readonly TimedFact[] }): Ledger => {
    const whole = trial(phase({}, ...of.proven));
    const refuse = (kind: string): never => assert.fail(`reads ${kind}`);
    return {
      ...whole,
      of: (kind) => (UNREAD.has(kind) ? refuse(kind) : whole.of(kind)),
      operations: () => refuse('operations'),
      histories: () => refuse('histories'),
    };
  };
  for (const example of ABLE) {
    const [finding] = judgeClaims([example.claim], ledger(example));
    assert.equal(finding?.verdict, 'proven', finding?.because.join(' | '));
  }
});
