/**
 * An example of every kind of claim, with evidence that proves it and evidence that does not: what `laws.test.ts` runs over. A
 * kind without an example does not compile. A new kind takes one entry here and nothing in the laws.
 *
 * Facts are what happens in one phase of ten seconds. Where a law does not hold for a kind, the entry says why in place of
 * facts.
 */
import { type Claim, type ClaimKind, claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import {
  access,
  arrivals,
  checks,
  errors,
  exited,
  floating,
  generator,
  iterations,
  kill,
  loadSpan,
  operation,
  order,
  ready,
  sample,
  searched,
  seconds,
  secretFound,
  started,
  statuses,
  type TimedFact,
  timesMs,
  traffic,
  unfinished,
  window,
} from './evidence.ts';

/** Why a law does not hold for a kind of claim. */
export interface Exempt {
  readonly because: string;
}

export interface Example<K extends ClaimKind> {
  readonly claim: Extract<Claim, { kind: K }>;
  readonly proven: readonly TimedFact[];
  /** Null where a claim of this kind is never disproven. */
  readonly disproven: readonly TimedFact[] | null;
  /** There is evidence, and it is of something else. */
  readonly unmatched: readonly TimedFact[];
  readonly tooLittle: readonly TimedFact[] | Exempt;
  /** A fault is involved and had no effect. */
  readonly noBite: readonly TimedFact[] | Exempt;
  /** What is shown is nothing once the generator was out of CPU. */
  readonly starved: 'unproven' | Exempt;
  /** Facts that can only make it look worse: no verdict is better with one of them than without. */
  readonly worse: readonly TimedFact[];
  /** Whether the generator's own records are the evidence, so that nothing is recorded only without them. */
  readonly isOfGenerator?: true;
  /** It is about the whole trial and names no phase, so the end of a phase says nothing about it. */
  readonly isOfTrial?: true;
  /** No journal of version 0.1 has a claim of this kind. */
  readonly isNew?: true;
}

const NO_FAULT: Exempt = { because: 'no fault is involved' };
const NO_LOAD: Exempt = { because: 'it is about processes, and no load is looked at' };
const api = system('api', { command: ['api', '{port}'] });
const browse = { journey: 'browse' };
const many = (ms: number, given: Parameters<typeof window>[1] = {}): TimedFact =>
  window(Array(1000).fill(ms), { of: 'request', ...given });
const whole = iterations(1000, { requestFailed: 0 });
const began = arrivals({ due: null, started: 1000 });
const load = [loadSpan(0, 10), whole, began];
const threw = errors(500, { step: 'iteration', of: 'iteration', cause: 'journey threw' });
const hung = unfinished(60, 5);
const failedSetup = checks(0, 1, { journey: 'order setup' });

function basket(...ms: number[]): TimedFact {
  const span = { fromUs: 0, toUs: seconds(1), atUs: seconds(1) };
  const values = timesMs(...ms);
  return { kind: 'metric', phase: 'baseline', journey: 'order', metric: 'basket', ...span, type: 'trend', values };
}

/** A sample a second. */
function memory(count: number, megabytes: number, of = 'api'): TimedFact[] {
  const at = (index: number): number => seconds(index + 0.5);
  return Array.from({ length: count }, (_, index) =>
    sample({ system: of, rssBytes: megabytes * 1e6, atUs: at(index) }),
  );
}

export const EXAMPLES: { readonly [K in ClaimKind]: Example<K> } = {
  checks: {
    claim: claim.checks(order, { atLeast: '90%' }),
    proven: [checks(100, 0)],
    disproven: [checks(50, 50)],
    unmatched: [checks(100, 0, browse)],
    tooLittle: [checks(20, 0)],
    noBite: NO_FAULT,
    starved: { because: 'a check holds or does not, however busy the generator was' },
    worse: [checks(0, 1000), threw, hung, failedSetup],
  },
  latency: {
    claim: claim.latency(order, 'p(95)<200ms'),
    proven: [...load, many(10)],
    disproven: [...load, many(900)],
    unmatched: [whole, many(10, browse)],
    tooLittle: [...load, window(Array(50).fill(10))],
    noBite: NO_FAULT,
    starved: 'unproven',
    worse: [many(900), many(900, { failed: 500 }), hung, statuses(302, 3), floating(3)],
  },
  errors: {
    claim: claim.errors(order, 'rate<5%'),
    proven: [...load, many(10)],
    disproven: [...load, many(10, { failed: 100 }), errors(100, { of: 'request' })],
    unmatched: [whole, many(10, browse)],
    tooLittle: [...load, window(Array(50).fill(10))],
    noBite: NO_FAULT,
    starved: {
      because: 'a request fails or does not, however busy the generator was; what never left it is no failure',
    },
    worse: [many(10, { failed: 900 }), threw, hung, statuses(302, 3), floating(3)],
  },
  throughput: {
    claim: claim.throughput(order, 'rate>10/s'),
    proven: [...load, many(10)],
    disproven: [...load, window(Array(50).fill(10), { of: 'request' })],
    unmatched: [whole, many(10, browse)],
    tooLittle: [loadSpan(0, 0.03), whole, window([5])],
    noBite: NO_FAULT,
    starved: { because: 'what was reached was reached; an upper bound and a missed one are unproven' },
    worse: [statuses(302, 3), floating(3), failedSetup],
  },
  metric: {
    claim: claim.metric(order, 'basket', 'p(95)<500'),
    proven: [basket(...Array(100).fill(10))],
    disproven: [basket(...Array(100).fill(900))],
    unmatched: [{ ...basket(...Array(100).fill(10)), metric: 'bascket' } as TimedFact],
    tooLittle: [basket(10, 10, 10)],
    noBite: NO_FAULT,
    starved: { because: 'what a journey measures is its own affair, and may have nothing to do with time' },
    worse: [basket(...Array(2000).fill(900)), threw, hung, failedSetup],
  },
  recovery: {
    claim: claim.recovery({ after: 'kill', within: '2s' }),
    proven: [...kill(), ...traffic(0, 3), ...traffic(3, 5.5, { failed: 2 }), ...traffic(5.5, 10)],
    disproven: [...kill(), ...traffic(0, 3), ...traffic(3, 10, { failed: 2 })],
    unmatched: [
      ...kill({ lease: 'other' }).map((fact) => ({ ...fact, fault: 'pause' }) as TimedFact),
      ...traffic(0, 10),
    ],
    tooLittle: [...kill(), ...traffic(5, 10, { failed: 2 })],
    noBite: [...kill({ bites: 0 }), ...traffic(0, 10)],
    starved: { because: 'whether it worked again is a matter of tenths of a second; CPU spoils milliseconds' },
    worse: [window([900], { failed: 1, fromUs: seconds(9), toUs: seconds(9.1) })],
  },
  'no-lost-writes': {
    claim: claim.noLostWrites(order),
    proven: [...kill(), operation('write', 1), operation('read', 6)],
    disproven: [...kill(), operation('write', 1), operation('read', 6, { value: null })],
    unmatched: [...kill(), operation('write', 1, browse), operation('read', 6, browse)],
    tooLittle: [...kill(), operation('write', 1)],
    noBite: { because: 'without a fault it is proven, and says that none was in force' },
    starved: { because: 'a value is there or not, however busy the generator was' },
    worse: [operation('read', 7, { value: null }), operation('read', 7, { value: 'x' })],
  },
  'no-stale-reads': {
    claim: claim.noStaleReads(order),
    proven: [operation('write', 1), operation('read', 2)],
    disproven: [operation('write', 1), operation('read', 2, { value: null })],
    unmatched: [operation('write', 1, browse), operation('read', 2, browse)],
    tooLittle: [operation('read', 1, { value: null }), operation('write', 2)],
    noBite: NO_FAULT,
    starved: { because: 'a read shows a value or not, however busy the generator was' },
    worse: [operation('read', 3, { value: null }), operation('read', 3, { value: 'x' })],
  },
  'tenant-isolation': {
    claim: claim.tenantIsolation(order, { minAttempts: 2 }),
    proven: [access('ann', 'ann'), access('bob', 'bob'), access('ann', 'bob'), access('bob', 'ann')],
    disproven: [access('ann', 'ann'), access('bob', 'bob'), access('ann', 'bob', { result: 'allowed' })],
    unmatched: [access('ann', 'ann', browse), access('ann', 'bob', browse), access('bob', 'ann', browse)],
    tooLittle: [access('ann', 'ann'), access('bob', 'bob'), access('ann', 'bob')],
    noBite: NO_FAULT,
    starved: { because: 'a door is open or not, however busy the generator was' },
    worse: [
      access('ann', 'bob', { result: 'allowed' }),
      access('ann', 'bob', { result: 'unknown' }),
      access('ann', 'ann', { result: 'denied' }),
      threw,
      hung,
      floating(3),
    ],
  },
  generator: {
    claim: claim.generator(),
    proven: [generator()],
    disproven: null,
    unmatched: [generator({ phase: 'other' })],
    tooLittle: { because: 'each thread leaves a record a second, and a phase without one is unproven' },
    noBite: NO_FAULT,
    starved: 'unproven',
    worse: [generator({ cpu: 1 }), arrivals({ due: 100, started: 50, dropped: 50 })],
    isOfGenerator: true,
  },
  'stays-up': {
    claim: claim.staysUp(api),
    proven: [started(), ready()],
    disproven: [started(), ready(), exited(4, { code: 7 })],
    unmatched: [started(0, { system: 'db' }), ready(0.1, { system: 'db' })],
    tooLittle: [started()],
    noBite: { because: 'a fault is no condition of it: it only explains an end' },
    starved: NO_LOAD,
    worse: [exited(5, { code: 1 })],
    isOfTrial: true,
  },
  'no-secrets-in-logs': {
    claim: claim.noSecretsInLogs(api),
    proven: [started(), searched()],
    disproven: [started(), searched(), secretFound()],
    unmatched: [started(), searched({ system: 'db' })],
    tooLittle: [started(), searched({ unsearchedBytes: 5_000_000 })],
    noBite: NO_FAULT,
    starved: NO_LOAD,
    worse: [secretFound(), secretFound({ ordinary: true })],
    isOfTrial: true,
    isNew: true,
  },
  resources: {
    claim: claim.resources(api, 'rss max<500MB'),
    proven: [started(), ...memory(10, 100)],
    disproven: [started(), ...memory(10, 900)],
    unmatched: [started(), ...memory(10, 100, 'db')],
    tooLittle: [started(), ...memory(2, 100)],
    noBite: NO_FAULT,
    starved: NO_LOAD,
    worse: memory(1, 900),
  },
};
