/** Laws that hold for every judge, whatever is claimed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../evidence/ledger.ts';
import { type Claim, claim } from '../plan/claims/claim.ts';
import type { Verdict } from './finding.ts';
import {
  access,
  checks,
  errors,
  evidence,
  kill,
  operation,
  order,
  type PhaseFixture,
  phase,
  seconds,
  type TimedFact,
  traffic,
  trial,
  window,
} from './fixtures.ts';
import { judgeClaims } from './judge.ts';

const claims: readonly Claim[] = [
  claim.checks(order, { atLeast: '90%' }),
  claim.latency(order, 'p(95)<200ms'),
  claim.errors(order, 'rate<5%'),
  claim.throughput(order, 'rate>10/s'),
  claim.recovery({ after: 'kill', within: '2s' }),
  claim.noLostWrites(order),
  claim.tenantIsolation(order, { minAttempts: 2 }),
  claim.generator(),
];

/** A trial in which everything that is claimed is shown. */
const facts: readonly TimedFact[] = [
  ...kill(),
  ...traffic(0, 10),
  checks(100, 0),
  operation('write', 1),
  operation('read', 6),
  ...['ann', 'bob'].map((actor) => access(actor, actor)),
  access('ann', 'bob'),
  access('bob', 'ann'),
];

function verdicts(ledger: Ledger): Verdict[] {
  return judgeClaims(claims, ledger).map((finding) => finding.verdict);
}

const every = (verdict: Verdict): Verdict[] => claims.map(() => verdict);
const whole = (fixture: PhaseFixture = {}, ...more: TimedFact[]): Ledger => trial(phase(fixture, ...facts, ...more));

test('law: each claim has one finding, in order, with its own name and weight', () => {
  const findings = judgeClaims(claims, whole());
  assert.deepEqual(
    findings.map(({ claim: id, kind, category, weight }) => ({ id, kind, category, weight })),
    claims.map(({ id, kind, category, weight }) => ({ id, kind, category, weight })),
  );
});

test('law: where everything is shown, everything is proven', () => {
  assert.deepEqual(verdicts(whole()), every('proven'));
});

test('law: without evidence, nothing is proven, and every finding says why', () => {
  for (const ledger of [evidence(), trial([]), trial(phase({ generator: null })), trial([], { outcome: 'failed' })]) {
    assert.deepEqual(verdicts(ledger), every('unproven'));
  }
});

test('law: where the phase failed, was cut short or has no end, nothing is proven', () => {
  for (const end of [{ outcome: 'failed' }, { outcome: 'interrupted' }, null] as const) {
    assert.deepEqual(verdicts(whole({ end })), every('unproven'));
  }
});

test('law: where the trial did not end complete, a phase may be missing', () => {
  assert.deepEqual(verdicts(trial(phase({}, ...facts), { outcome: 'interrupted' })), every('unproven'));
});

test('law: a phase that is named and never ran proves nothing', () => {
  const named = claims.map((one) => ({ ...one, during: ['baseline', 'spike'] }));
  for (const finding of judgeClaims(named, whole())) {
    assert.equal(finding.verdict, 'unproven', finding.kind);
    assert.match(finding.because[0] ?? '', /phase 'spike' never ran/);
  }
});

test('law: a finding has a reason, and the records it names are there', () => {
  for (const ledger of [evidence(), whole(), whole({ end: null })]) {
    for (const finding of judgeClaims(claims, ledger)) {
      assert.ok(finding.because.length > 0 && finding.because.every((sentence) => sentence.length > 0), finding.kind);
      assert.ok(finding.required.length > 0 && finding.observed.length > 0, finding.kind);
      for (const [first, last] of finding.records) assert.ok(first >= 1 && last <= ledger.records.length);
      if (finding.verdict === 'proven') assert.ok(finding.records.length > 0, finding.kind);
    }
  }
});

test('law: the same evidence gives the same findings', () => {
  assert.deepEqual(judgeClaims(claims, whole()), judgeClaims(claims, whole()));
});

test('law: one more bad record never makes a verdict better', () => {
  const bad: readonly TimedFact[] = [
    checks(0, 1000),
    window([900], { failed: 1, fromUs: seconds(9), toUs: seconds(9.1) }),
    window(Array.from({ length: 100 }, () => 900)),
    errors(5, { cause: 'journey threw', step: 'iteration' }),
    operation('read', 7, { value: null }),
    operation('read', 7, { value: 'x' }),
    access('ann', 'bob', { result: 'allowed' }),
    ...kill({ lease: 'other', bit: 8, undone: null }),
  ];
  const rank: Record<Verdict, number> = { proven: 0, unproven: 1, disproven: 2 };
  const bases = [whole, (_: PhaseFixture, ...more: TimedFact[]) => whole({ end: null }, ...more)];
  for (const base of bases) {
    const before = verdicts(base({}));
    for (const fact of bad) {
      for (const [index, verdict] of verdicts(base({}, fact)).entries()) {
        const was = before[index] ?? 'disproven';
        assert.ok(rank[verdict] >= rank[was], `${claims[index]?.kind}: ${was} became ${verdict} by ${fact.kind}`);
      }
    }
  }
});

test('law: a judge that throws, or that does not exist, leaves its claim unproven and says so', () => {
  const broken: Ledger = {
    records: [],
    of: () => {
      throw new Error('the ledger is torn');
    },
  };
  for (const finding of judgeClaims(claims, broken)) {
    assert.equal(finding.verdict, 'unproven');
    assert.match(finding.because[0] ?? '', /the judge failed.*the ledger is torn/);
  }
  for (const kind of ['telepathy', 'constructor']) {
    const [finding] = judgeClaims([{ ...claim.generator(), kind } as unknown as Claim], whole());
    assert.equal(finding?.verdict, 'unproven');
    assert.match(finding?.because[0] ?? '', /no judge for claims of kind/);
  }
});
