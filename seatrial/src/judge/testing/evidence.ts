/**
 * Evidence written by hand, for tests of judges only: small trials as lists of facts, in seconds. What a test does not
 * mention is healthy: phases end complete, the generator keeps up, the trial ends complete.
 */
import { type Ledger, ledgerOf } from '../../evidence/ledger.ts';
import type { Fact, FactKind, PhaseKind } from '../../evidence/records.ts';
import { journey } from '../../plan/journey.ts';
import { Histogram, type HistogramData } from '../../std/histogram.ts';

export type TimedFact = Fact & { readonly atUs: number };
type Overrides<K extends FactKind> = Partial<Omit<Extract<Fact, { kind: K }>, 'kind'>> & { readonly atUs?: number };

export const order = journey('order', async () => {});

export const seconds = (s: number): number => Math.round(s * 1_000_000);

/** A ledger of facts in the order of their instants; facts of one instant stay as they were given. */
export function evidence(...facts: TimedFact[]): Ledger {
  const sorted = facts.toSorted((a, b) => a.atUs - b.atUs);
  return ledgerOf(sorted.map((fact, index) => ({ ...fact, seq: index + 1 })));
}

/** A trial that ended, complete by default. */
export function trial(facts: readonly TimedFact[], end: Overrides<'trial-ended'> = {}): Ledger {
  const atUs = facts.reduce((last, fact) => Math.max(last, fact.atUs), 0) + 1;
  return evidence({ kind: 'trial-started', name: 'fixture', atUs: 0 }, ...facts, {
    kind: 'trial-ended',
    outcome: 'complete',
    atUs,
    ...end,
  });
}

export interface PhaseFixture {
  name?: string;
  journey?: string;
  action?: PhaseKind;
  /** Seconds. */
  from?: number;
  to?: number;
  /** What ended it; null leaves it without an end. */
  end?: Overrides<'phase-ended'> | null;
  /** What the generator says of itself; null leaves it silent. */
  generator?: Overrides<'generator'> | null;
}

/** A phase from 0 to 10 s with what happened in it. */
export function phase(fixture: PhaseFixture, ...facts: TimedFact[]): TimedFact[] {
  const { name = 'baseline', from = 0, to = 10, end = {}, generator: health = {} } = fixture;
  const { journey: journeyName = 'order', action = 'load' } = fixture;
  const started = { kind: 'phase-started', phase: name, action, subject: journeyName, described: '10 users' } as const;
  const result: TimedFact[] = [{ ...started, atUs: seconds(from) }];
  if (health) result.push(generator({ phase: name, fromUs: seconds(from), toUs: seconds(to), ...health }));
  result.push(...facts);
  if (end) result.push({ kind: 'phase-ended', phase: name, outcome: 'complete', atUs: seconds(to), ...end });
  return result;
}

/** A histogram in which these times, in ms, were each seen. */
export function timesMs(...values: readonly number[]): HistogramData {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value * 1000);
  return histogram.toData();
}

/** Completions of one step with these response times in ms; service time is the same by default. */
export function window(responseMs: readonly number[], given: Overrides<'window'> = {}): TimedFact {
  const { fromUs = 0, toUs = seconds(1) } = given;
  return {
    kind: 'window',
    phase: 'baseline',
    journey: 'order',
    step: 'POST /orders',
    fromUs,
    toUs,
    count: responseMs.length,
    failed: 0,
    bytesSent: 0,
    bytesReceived: 0,
    response: timesMs(...responseMs),
    service: timesMs(...responseMs),
    atUs: toUs,
    ...given,
  };
}

export function generator(given: Overrides<'generator'> = {}): TimedFact {
  const { fromUs = 0, toUs = seconds(10) } = given;
  const healthy = { lag: timesMs(0.1), loopDelayP99Us: 1_000, loopDelayMaxUs: 2_000, cpu: 0.3 };
  return { kind: 'generator', phase: 'baseline', worker: 1, fromUs, toUs, ...healthy, atUs: toUs, ...given };
}

export function room(given: Overrides<'generator-room'> = {}): TimedFact {
  const plenty = { descriptors: 40, descriptorLimit: 1000, sockets: 100, ports: null, portLimit: 28_232 };
  return { kind: 'generator-room', ...plenty, atUs: seconds(1), ...given };
}

export function arrivals(given: Overrides<'arrivals'> = {}): TimedFact {
  const { fromUs = 0, toUs = seconds(10) } = given;
  const counts = { due: 100, started: 100, dropped: 0, users: 10 };
  return {
    kind: 'arrivals',
    phase: 'baseline',
    journey: 'order',
    worker: 1,
    fromUs,
    toUs,
    ...counts,
    atUs: toUs,
    ...given,
  };
}

/** Iterations that ended in a window, and how many of them had a request that failed. */
export function iterations(count: number, given: Overrides<'window'> = {}): TimedFact {
  return window(Array(count).fill(10), { step: 'iteration', of: 'iteration', ...given });
}

/** When load was started in a phase, in seconds. */
export function loadSpan(from: number, to: number, given: Overrides<'load-span'> = {}): TimedFact {
  const span = { fromUs: seconds(from), toUs: seconds(to), atUs: seconds(to) };
  return { kind: 'load-span', phase: 'baseline', journey: 'order', worker: 1, ...span, ...given };
}

/** Requests that were under way when the phase was ended, each for so many seconds. */
export function unfinished(count: number, waited: number, given: Overrides<'unfinished'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', step: 'POST /orders', of: 'request' } as const;
  const times = { waitedUs: seconds(count * waited), longestUs: seconds(waited) };
  return { kind: 'unfinished', ...where, count, ...times, atUs: seconds(10), ...given };
}

export function statuses(status: number, count: number, given: Overrides<'statuses'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', step: 'POST /orders', fromUs: 0, toUs: seconds(1) };
  return { kind: 'statuses', ...where, status, count, atUs: seconds(1), ...given };
}

/** Successes that led to a place. */
export function redirected(to: string, count: number, given: Overrides<'redirected'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', step: 'POST /orders', fromUs: 0, toUs: seconds(1) };
  return { kind: 'redirected', ...where, to, count, atUs: seconds(1), ...given };
}

export function floating(count: number, given: Overrides<'floating'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', step: 'POST /orders', of: 'request' } as const;
  return { kind: 'floating', ...where, count, atUs: seconds(10), ...given };
}

/** Requests of a setup that failed before they were answered. */
export function waited(count: number, given: Overrides<'waited'> = {}): TimedFact {
  return {
    kind: 'waited',
    phase: 'baseline',
    journey: 'order setup',
    step: 'GET /',
    count,
    atUs: seconds(1),
    ...given,
  };
}

export function planMistake(given: Overrides<'plan-mistake'> = {}): TimedFact {
  const what = 't.check takes true or false, and got a promise: await it';
  const where = { phase: 'baseline', journey: 'order', where: 'trial.ts:12' };
  return { kind: 'plan-mistake', ...where, what, count: 1, atUs: seconds(1), ...given };
}

export function checks(passes: number, fails: number, given: Overrides<'checks'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', check: 'created', fromUs: 0, toUs: seconds(1) };
  return { kind: 'checks', ...where, passes, fails, atUs: seconds(1), ...given };
}

export function errors(count: number, given: Overrides<'errors'> = {}): TimedFact {
  const where = { phase: 'baseline', journey: 'order', step: 'POST /orders', fromUs: 0, toUs: seconds(1) };
  return { kind: 'errors', ...where, cause: 'status 5xx', count, example: '503 busy', atUs: seconds(1), ...given };
}

/** An operation on key `k` that takes 10 ms. */
export function operation(op: 'write' | 'read' | 'delete', at: number, given: Overrides<'operation'> = {}): TimedFact {
  const { startedUs = seconds(at), endedUs = startedUs + 10_000 } = given;
  const who = { phase: 'baseline', journey: 'order', process: 'user 1' };
  const what = { op, key: 'k', value: op === 'delete' ? null : 'v', outcome: 'ok' } as const;
  return { kind: 'operation', ...who, ...what, startedUs, endedUs, atUs: endedUs, ...given };
}

export function access(actor: string, owner: string, given: Overrides<'access'> = {}): TimedFact {
  const result = actor === owner ? 'allowed' : 'denied';
  const what = { action: 'get', resource: `${owner}/file`, result, why: 'status 200' } as const;
  return { kind: 'access', phase: 'baseline', journey: 'order', actor, owner, ...what, atUs: seconds(1), ...given };
}

/** `api 1`, started at this second. */
export function started(at = 0, given: Overrides<'instance-started'> = {}): TimedFact {
  const what = { system: 'api', instance: 1, pid: 7, url: 'http://127.0.0.1:1', command: ['api'], start: 1 };
  return { kind: 'instance-started', ...what, atUs: seconds(at), ...given };
}

export function ready(at = 0.1, given: Overrides<'instance-ready'> = {}): TimedFact {
  const what = { system: 'api', instance: 1, start: 1, tookUs: 100_000 };
  return { kind: 'instance-ready', ...what, atUs: seconds(at), ...given };
}

/** By default it ended by itself. */
export function exited(at: number, given: Overrides<'instance-exited'> = {}): TimedFact {
  const what = { system: 'api', instance: 1, pid: 7, code: 0, signal: null, expected: false };
  return { kind: 'instance-exited', ...what, atUs: seconds(at), ...given };
}

export function sample(given: Overrides<'sample'> = {}): TimedFact {
  const what = { system: 'api', instance: 1, pid: 7, cpu: 0.1, rssBytes: 100_000_000, openFiles: 10 };
  return { kind: 'sample', ...what, atUs: seconds(1), ...given };
}

export function searched(given: Overrides<'log-searched'> = {}): TimedFact {
  const what = { system: 'api', instance: 1, lines: 100, secrets: ['secrets[0]'] };
  return { kind: 'log-searched', ...what, atUs: seconds(11), ...given };
}

export function secretFound(given: Overrides<'secret-found'> = {}): TimedFact {
  const what = { secret: 'secrets[0]', system: 'api', instance: 1, line: 12, count: 3 };
  return { kind: 'secret-found', ...what, atUs: seconds(11), ...given };
}

export interface FaultFixture {
  phase?: string;
  lease?: string;
  /** Seconds; null leaves it without that record. */
  bit?: number | null;
  undone?: number | null;
  bites?: number;
  verified?: boolean;
  /** Seconds: when the undoing was begun; absent by default. */
  begun?: number;
}

/** A kill of `api 1` that bites at 3 s and is undone at 5 s. */
export function kill(fixture: FaultFixture = {}): TimedFact[] {
  const {
    phase: name = 'baseline',
    lease = 'lease-1',
    bit = 3,
    undone = 5,
    bites = 1,
    verified = true,
    begun,
  } = fixture;
  const about = { lease, fault: 'kill', phase: name, what: 'kill api 1' };
  const result: TimedFact[] = [{ kind: 'fault-leased', ...about, target: 'api 1', atUs: seconds(bit ?? 3) - 1 }];
  if (bit !== null) result.push({ kind: 'fault-bit', ...about, bites, atUs: seconds(bit) });
  const told = begun === undefined ? {} : { begunUs: seconds(begun) };
  if (undone !== null) result.push({ kind: 'fault-undone', ...about, verified, ...told, atUs: seconds(undone) });
  return result;
}

/** Windows of 100 ms from one second to another, each with this many completions. */
export function traffic(from: number, to: number, given: Overrides<'window'> & { every?: number } = {}): TimedFact[] {
  const { every = 0.1, ...rest } = given;
  const result: TimedFact[] = [];
  for (let index = 0; from + index * every < to - 1e-9; index++) {
    const fromUs = seconds(from + index * every);
    const toUs = fromUs + 100_000;
    result.push(window([5, 5], { fromUs, toUs, atUs: toUs, ...rest }));
  }
  return result;
}
