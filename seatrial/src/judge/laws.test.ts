/** Laws that hold for every judge, whatever is claimed: no evidence, no pass. They run over `testing/examples.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ledger, ledgerOf } from '../evidence/ledger.ts';
import type { EvidenceRecord, PhaseKind } from '../evidence/records.ts';
import type { Claim, ClaimKind } from '../plan/claims/claim.ts';
import { readClaims } from '../plan/claims/read.ts';
import type { Finding, Verdict } from './finding.ts';
import { judgeClaims } from './judge.ts';
import { mistaken, mistakesIn } from './mistaken.ts';
import { evidence, type PhaseFixture, phase, planMistake, type TimedFact, trial } from './testing/evidence.ts';
import { EXAMPLES, type Example, type Exempt } from './testing/examples.ts';

type AnyExample = Example<ClaimKind>;
const examples = Object.values(EXAMPLES) as AnyExample[];
const claims: readonly Claim[] = examples.map((example) => example.claim);
const rank: Record<Verdict, number> = { proven: 0, unproven: 1, disproven: 2 };

const run = (facts: readonly TimedFact[], fixture: PhaseFixture = {}): Ledger => trial(phase(fixture, ...facts));
const quiet = (example: AnyExample): PhaseFixture => (example.isOfGenerator ? { generator: null } : {});
const isExempt = (given: readonly TimedFact[] | Exempt | 'unproven'): given is Exempt =>
  typeof given === 'object' && 'because' in given;

function findingOn({ claim }: AnyExample, ledger: Ledger): Finding {
  const [finding] = judgeClaims([claim], ledger);
  if (!finding) throw new Error(`no finding on ${claim.kind}`);
  return finding;
}

function is(example: AnyExample, ledger: Ledger, verdict: Verdict, about: string): void {
  const finding = findingOn(example, ledger);
  assert.equal(finding.verdict, verdict, `${example.claim.kind}, ${about}: ${finding.because.join(' | ')}`);
}

test('law: what shows it proves it, and what contradicts it disproves it', () => {
  for (const example of examples) {
    is(example, run(example.proven), 'proven', 'shown');
    if (example.disproven) is(example, run(example.disproven), 'disproven', 'contradicted');
  }
});

test('law: without evidence, nothing is proven', () => {
  const none = [evidence(), trial([]), trial(phase({ generator: null })), trial([], { outcome: 'failed' })];
  for (const example of examples) {
    for (const ledger of [...none, run([], quiet(example))]) is(example, ledger, 'unproven', 'nothing recorded');
  }
});

test('law: evidence of something else proves nothing', () => {
  for (const example of examples) is(example, run(example.unmatched, quiet(example)), 'unproven', 'nothing matched');
});

test('law: too little proves nothing', () => {
  for (const example of examples)
    if (!isExempt(example.tooLittle)) is(example, run(example.tooLittle), 'unproven', 'too little');
});

test('law: a fault without a bite proves nothing', () => {
  for (const example of examples)
    if (!isExempt(example.noBite)) is(example, run(example.noBite), 'unproven', 'no bite');
});

test('law: what a starved generator shows proves nothing', () => {
  const starved: PhaseFixture = { generator: { cpu: 1 } };
  for (const example of examples) {
    if (isExempt(example.starved)) continue;
    const facts = example.isOfGenerator ? [] : example.proven;
    is(example, run(facts, starved), 'unproven', 'starved');
  }
});

test('law: where the phase failed, was cut short or has no end, nothing is proven', () => {
  for (const example of examples) {
    if (example.isOfTrial) continue;
    for (const end of [{ outcome: 'failed' }, { outcome: 'interrupted' }, null] as const) {
      is(example, run(example.proven, { end }), 'unproven', `end ${JSON.stringify(end)}`);
    }
  }
});

test('law: where the trial did not end complete, a phase may be missing', () => {
  for (const example of examples) {
    for (const outcome of ['interrupted', 'failed'] as const)
      is(example, trial(phase({}, ...example.proven), { outcome }), 'unproven', outcome);
    is(example, evidence(...phase({}, ...example.proven)), 'unproven', 'no end of the trial');
  }
});

test('law: a phase that is named and never ran proves nothing', () => {
  for (const example of examples) {
    if (example.isOfTrial) continue;
    const named = { ...example.claim, during: ['baseline', 'spike'] };
    const [finding] = judgeClaims([named], run(example.proven));
    assert.equal(finding?.verdict, 'unproven', example.claim.kind);
    assert.match(finding?.because.join('\n') ?? '', /phase 'spike' never ran/);
  }
});

test('law: a phase that is about no journey proves nothing of a journey, and nothing of load', () => {
  const other: PhaseFixture = { action: 'a later kind' as PhaseKind };
  for (const example of examples) {
    const isOfLoad = example.isOfGenerator || example.claim.kind === 'recovery';
    const isOfJourney = 'journey' in example.claim && example.claim.journey !== null;
    if (isOfJourney || isOfLoad) is(example, run(example.proven, other), 'unproven', 'a phase of another kind');
  }
});

test('law: evidence that is only worse never makes a verdict better', () => {
  const phases: PhaseFixture[] = [{}, { end: null }, { end: { outcome: 'interrupted' } }];
  for (const example of examples) {
    for (const facts of [example.proven, example.disproven ?? [], example.unmatched]) {
      for (const fixture of phases) {
        const was = findingOn(example, run(facts, fixture)).verdict;
        for (const fact of example.worse) {
          const { verdict } = findingOn(example, run([...facts, fact], fixture));
          assert.ok(rank[verdict] >= rank[was], `${example.claim.kind}: ${was} became ${verdict} by ${fact.kind}`);
        }
      }
    }
  }
});

test('law: beside a mistake of the plan nothing is proven, and nothing of its journey disproven', () => {
  for (const example of examples) {
    const { claim } = example;
    const besideMistake = (facts: readonly TimedFact[]): Finding => {
      const ledger = run([...facts, planMistake()]);
      return mistaken(findingOn(example, ledger), claim, mistakesIn(ledger));
    };
    const { verdict, because } = besideMistake(example.proven);
    assert.equal(verdict, 'unproven', claim.kind);
    assert.match(because.join('\n'), /the plan has a mistake/);
    const contradicted = example.disproven && besideMistake(example.disproven).verdict;
    if (contradicted) assert.equal(contradicted, 'journey' in claim ? 'unproven' : 'disproven', claim.kind);
  }
});

test('law: a journal of version 0.1, without what is recorded since, is judged alike', () => {
  for (const example of examples) {
    if (example.isNew) continue;
    is(example, aged(run(example.proven)), 'proven', 'an old journal');
    if (example.disproven) is(example, aged(run(example.disproven)), 'disproven', 'an old journal');
  }
});

test('law: each claim has one finding, in order, with its own name and weight', () => {
  const findings = judgeClaims(claims, run([]));
  assert.deepEqual(
    findings.map(({ claim: id, kind, category, weight }) => ({ id, kind, category, weight })),
    claims.map(({ id, kind, category, weight }) => ({ id, kind, category, weight })),
  );
});

test('law: a finding has a reason, the records it names are there, and it is the same again', () => {
  for (const example of examples) {
    const ledgers = [evidence(), run([]), ...[example.proven, example.disproven ?? []].map((facts) => run(facts))];
    for (const ledger of ledgers) {
      const finding = findingOn(example, ledger);
      assert.ok(finding.because.length > 0 && finding.because.every((sentence) => sentence.length > 0), finding.kind);
      assert.ok(finding.required.length > 0 && finding.observed.length > 0, finding.kind);
      assert.doesNotMatch([finding.observed, ...finding.because].join(' '), /NaN|Infinity|undefined|\[object/);
      for (const [first, last] of finding.records) assert.ok(first >= 1 && last <= ledger.records.length);
      if (finding.verdict === 'proven') assert.ok(finding.records.length > 0, finding.kind);
      assert.deepEqual(findingOn(example, ledger), finding);
    }
  }
});

test('law: a judge that throws, or that does not exist, leaves its claim unproven and says so', () => {
  const broken: Ledger = {
    ...ledgerOf([]),
    of: () => {
      throw new Error('the ledger is torn');
    },
  };
  for (const finding of judgeClaims(claims, broken)) {
    assert.equal(finding.verdict, 'unproven');
    assert.match(finding.because[0] ?? '', /the judge failed.*the ledger is torn/);
  }
  for (const kind of ['telepathy', 'constructor']) {
    const [finding] = judgeClaims(readClaims([{ ...claims[0], kind }]) ?? [], run([]));
    assert.equal(finding?.verdict, 'unproven');
    assert.match(finding?.because[0] ?? '', /no judge for claims of kind/);
  }
});

test('law: a claim comes out of a header as it went in', () => {
  assert.deepEqual(readClaims(JSON.parse(JSON.stringify(claims))), claims);
});

test('law: a claim that lacks anything, holds anything strange or more than is known is unproven', () => {
  for (const example of examples) {
    const whole: Readonly<Record<string, unknown>> = { ...example.claim };
    const strange = Object.keys(whole).map((name) => ({ ...whole, [name]: { later: 'version' } }));
    const lacking = Object.keys(whole).map((name) => ({ ...whole, [name]: undefined }));
    const read = readClaims(JSON.parse(JSON.stringify([...strange, ...lacking, { ...whole, notBefore: '5s' }]))) ?? [];
    assert.equal(read.length, 2 * Object.keys(whole).length + 1);
    for (const finding of judgeClaims(read, run(example.proven))) {
      assert.equal(finding.verdict, 'unproven', example.claim.kind);
      assert.match(finding.because[0] ?? '', /^this version of Seatrial (cannot read the claim|has no judge)/);
    }
  }
});

/** The same records as a journal of version 0.1 had them. */
function aged(ledger: Ledger): Ledger {
  const since = new Set(['load-span', 'unfinished', 'statuses', 'floating', 'plan-mistake', 'secret-found']);
  const kept = [...ledger.records].filter(({ kind }) => !since.has(kind));
  return ledgerOf(kept.map((record, index) => ({ ...withoutNewFields(record), seq: index + 1 }) as EvidenceRecord));
}

function withoutNewFields(record: EvidenceRecord): object {
  const since = new Set(['of', 'requestFailed', 'system', 'instance', 'cpuWait', 'presenceOnly']);
  const optional =
    record.kind.startsWith('instance-') || record.kind === 'sample' || record.kind === 'endpoint-attached';
  return Object.fromEntries(Object.entries(record).filter(([field]) => optional || !since.has(field)));
}
