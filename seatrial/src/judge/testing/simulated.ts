/**
 * A crash as the journal would tell it, simulated for tests of judges: users or arrivals ask a service of some instances,
 * the first of which is killed at one instant, started again at another, and works again at a third. Seeded.
 */
import { Histogram } from '../../std/histogram.ts';
import { Random } from '../../std/random.ts';
import { arrivals, errors, kill, phase, seconds, type TimedFact, window } from './evidence.ts';

export interface Crash {
  readonly seed: number;
  /** Users that set the pace themselves, with this pause between requests, in seconds; or arrivals a second. */
  readonly load: { readonly users: number; readonly pause: (random: Random) => number } | { readonly rate: number };
  readonly instances?: number;
  /** The share of requests that fail although nothing is wrong. */
  readonly background?: number;
  /** Seconds. */
  readonly killedAt: number;
  readonly undoneAt: number;
  /** From when on the killed instance works; infinite for never. */
  readonly worksAt: number;
  /** What it does from the undoing until it works. */
  readonly until?: 'refuses' | 'hangs';
  /** How much slower it answers once it works again: users get through this many times less. */
  readonly slower?: number;
  readonly endsAt: number;
}

interface Asked {
  readonly startedUs: number;
  /** Infinite when it was never answered. */
  readonly endedUs: number;
  readonly failed: boolean;
  readonly refused: boolean;
}

const WINDOW_US = 100_000;
const USUAL_S = 0.004;
const BACK_OFF_S = 0.1;

/** The facts of the one phase. */
export function simulated(crash: Crash): TimedFact[] {
  const asked = 'rate' in crash.load ? asArrivals(crash, crash.load.rate) : asUsers(crash, crash.load);
  const facts: TimedFact[] = kill({ bit: crash.killedAt, undone: crash.undoneAt });
  const endUs = seconds(crash.endsAt);
  const done = Map.groupBy(
    asked.filter(({ endedUs }) => endedUs < endUs),
    ({ endedUs }) => Math.floor(endedUs / WINDOW_US),
  );
  for (let index = 0; index * WINDOW_US < endUs; index++) {
    const span = { fromUs: index * WINDOW_US, toUs: (index + 1) * WINDOW_US };
    facts.push(arrivals({ ...span, ...arrivedIn(crash, span, asked) }));
    const its = done.get(index);
    if (its) facts.push(windowOf(its, span), ...errorsOf(its, span));
  }
  const open = asked.filter(({ startedUs, endedUs }) => startedUs < endUs && endedUs >= endUs);
  if (open.length > 0) facts.push(unfinished(open, endUs));
  return phase({ to: crash.endsAt }, ...facts);
}

/** `mean` seconds on average, as people think. */
export function exponentially(mean: number): (random: Random) => number {
  return (random) => -mean * Math.log(1 - random.next());
}

function asUsers(crash: Crash, load: Extract<Crash['load'], { users: number }>): Asked[] {
  return Array.from({ length: load.users }, (_, user) => {
    const random = new Random(crash.seed, `user ${user}`);
    const asked: Asked[] = [];
    for (let at = load.pause(random) * random.next(); at < crash.endsAt; ) {
      const answer = ask(crash, user, at, random);
      asked.push(answer.asked);
      at = answer.at + (answer.refused ? BACK_OFF_S : load.pause(random));
    }
    return asked;
  }).flat();
}

function asArrivals(crash: Crash, rate: number): Asked[] {
  const random = new Random(crash.seed, 'arrivals');
  return Array.from(
    { length: Math.floor(rate * crash.endsAt) },
    (_, index) => ask(crash, index, index / rate, random).asked,
  );
}

/** One request at an instant, in seconds; `at` is when it ended. */
function ask(crash: Crash, user: number, at: number, random: Random): { asked: Asked; at: number; refused: boolean } {
  const { instances = 1, background = 0, until = 'refuses', slower = 1 } = crash;
  const hit = user % instances === 0;
  const tookS = USUAL_S * (0.5 + random.next()) * (hit && at >= crash.worksAt ? slower : 1);
  const answered = (endedAt: number, failed: boolean, refused = false) => ({
    asked: { startedUs: seconds(at), endedUs: seconds(endedAt), failed, refused },
    at: endedAt,
    refused,
  });
  const down = hit && at >= crash.killedAt && at < crash.worksAt;
  if (!down) return answered(at + tookS, random.next() < background);
  if (until === 'hangs' && at >= crash.undoneAt) return answered(crash.worksAt + tookS, false);
  return answered(at + 0.001, true, true);
}

function arrivedIn(crash: Crash, span: { fromUs: number; toUs: number }, asked: readonly Asked[]) {
  const started = asked.filter(({ startedUs }) => startedUs >= span.fromUs && startedUs < span.toUs).length;
  if ('rate' in crash.load) return { due: started, started, users: 0 };
  return { due: null, started, users: crash.load.users };
}

function windowOf(its: readonly Asked[], span: { fromUs: number; toUs: number }): TimedFact {
  const service = new Histogram();
  for (const { startedUs, endedUs } of its) service.record(endedUs - startedUs);
  const times = { response: service.toData(), service: service.toData() };
  const failed = its.filter((one) => one.failed).length;
  return window([], { ...span, atUs: span.toUs, of: 'request', count: its.length, failed, ...times });
}

function errorsOf(its: readonly Asked[], span: { fromUs: number; toUs: number }): TimedFact[] {
  const [refused, broken] = [true, false].map((how) => its.filter((one) => one.failed && one.refused === how).length);
  const about = { ...span, atUs: span.toUs, of: 'request' } as const;
  return [
    ...(refused ? [errors(refused, { ...about, cause: 'refused' })] : []),
    ...(broken ? [errors(broken, { ...about, cause: 'status 5xx' })] : []),
  ];
}

function unfinished(open: readonly Asked[], endUs: number): TimedFact {
  const waits = open.map(({ startedUs }) => endUs - startedUs);
  return {
    kind: 'unfinished',
    phase: 'baseline',
    journey: 'order',
    step: 'POST /orders',
    of: 'request',
    count: open.length,
    waitedUs: waits.reduce((sum, us) => sum + us, 0),
    longestUs: Math.max(...waits),
    atUs: endUs,
  };
}
