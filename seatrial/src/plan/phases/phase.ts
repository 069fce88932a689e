/**
 * A named stretch of a trial. Phases run one after another in the order of the plan, those of a group at the same time.
 */
import type { DurationText, RateText } from '../../std/units.ts';
import type { Fault } from '../faults/fault.ts';
import type { AcknowledgedKey, Journey, JourneyContext } from '../journey.ts';
import { keepMistakes, type Mistaken, type OptionNames, optionMistakes } from '../options.ts';

/** Keep or change a level: `{ to: 50, over: '10s' }` moves there in a straight line. */
export interface Ramp<Level> {
  to: Level;
  over: DurationText;
}

/** A constant level, or a start and the ramps that follow it. */
export type Profile<Level> = Level | readonly [Level, ...Ramp<Level>[]];

interface LoadCommon {
  faults?: readonly Fault[];
  /** How long iterations under way at the end may take to finish; default 10 s. */
  gracefulStop?: DurationText;
  /** After the start of its group: how much later than the others of `together([...])` this phase starts. */
  startAfter?: DurationText;
}

interface ClosedLoad extends LoadCommon {
  /** From one start of an iteration of a user to the next, at least; one that took longer is followed at once. */
  pace?: DurationText;
}

/** A closed model: that many users, each beginning again when done. A ramp brings its own duration. */
export interface UsersLoad extends ClosedLoad {
  users: Profile<number>;
  for?: DurationText;
}

/** An open model: iterations fall due on a schedule whatever the answers take. A ramp brings its own duration. */
export interface RateLoad extends LoadCommon {
  rate: Profile<RateText>;
  for?: DurationText;
  /** At most this many at once; what falls due beyond it is dropped and counted. Default 200. */
  maxUsers?: number;
}

/** That many iterations in all, shared by the users; ends early when `for` is over. */
export interface IterationsLoad extends ClosedLoad {
  iterations: number;
  users: number;
  for?: DurationText;
}

/** That many iterations for every user; ends early when `for` is over. */
export interface IterationsEachLoad extends ClosedLoad {
  iterationsEach: number;
  users: number;
  for?: DurationText;
}

export type LoadOptions = UsersLoad | RateLoad | IterationsLoad | IterationsEachLoad;

export const RAMP: OptionNames<Ramp<unknown>> = { to: true, over: true };

const COMMON: OptionNames<LoadCommon> = { faults: true, gracefulStop: true, startAfter: true };

/** The options of each way to drive a load. */
export const LOADS = {
  users: { ...COMMON, pace: true, users: true, for: true } satisfies OptionNames<UsersLoad>,
  rate: { ...COMMON, rate: true, for: true, maxUsers: true } satisfies OptionNames<RateLoad>,
  iterations: { ...COMMON, pace: true, iterations: true, users: true, for: true } satisfies OptionNames<IterationsLoad>,
  iterationsEach: {
    ...COMMON,
    pace: true,
    iterationsEach: true,
    users: true,
    for: true,
  } satisfies OptionNames<IterationsEachLoad>,
} as const;

export interface LoadPhase {
  readonly kind: 'load';
  readonly name: string;
  readonly journey: Journey;
  readonly options: LoadOptions;
}

export type ReadBackFunction = (t: JourneyContext, key: AcknowledgedKey) => Promise<unknown>;

export interface ReadBackOptions {
  users?: number;
  settle?: DurationText;
}

const READ_BACK: OptionNames<ReadBackOptions> = { users: true, settle: true };

export interface ReadBackPhase extends Mistaken {
  readonly kind: 'read-back';
  readonly name: string;
  readonly journey: Journey;
  readonly read: ReadBackFunction;
  readonly users: number;
  readonly settle: DurationText;
}

export type Phase = LoadPhase | ReadBackPhase;

/** Phases that run at the same time; the next phase of the plan starts when all have ended. */
export interface PhaseGroup extends Mistaken {
  readonly kind: 'together';
  readonly phases: readonly LoadPhase[];
}

/**
 * A phase in which users do a journey.
 * @example load('spike', order, { rate: ['10/s', { to: '200/s', over: '10s' }] })
 */
export function load(name: string, journey: Journey, options: LoadOptions): LoadPhase {
  return { kind: 'load', name, journey, options };
}

/**
 * Phases of load that start at the same time, or each some time later.
 * @example together([load('browse', look, { users: 20, for: '60s' }), load('rush', order, { rate: '50/s', for: '10s', startAfter: '20s' })])
 */
export function together(phases: readonly LoadPhase[], ...more: readonly never[]): PhaseGroup {
  const hint = 'write together([load(...), load(...)]); options belong to each load';
  const mistakes = more.length === 0 ? [] : [{ path: '', problem: 'together takes one list and nothing else', hint }];
  return { kind: 'together', phases, ...keepMistakes(mistakes) };
}

/**
 * A phase that goes through every key of a journey whose last write or delete was acknowledged, so that
 * `claim.noLostWrites` has something to judge: without a read after the last fault, a write is neither lost nor kept.
 * The `value` of a deleted key is null. Keys that do not show what was acknowledged are read twice more, after a third of
 * `settle` and at its end (default 3 s), so that what is only late is not called lost; `'0s'` reads every key once.
 * @example readBack('read back', order, (t, { key }) => t.http.get(`/orders/${key}`, { reads: { key, value: (r) => r.text() } }))
 */
export function readBack(
  name: string,
  journey: Journey,
  read: ReadBackFunction,
  options: ReadBackOptions = {},
): ReadBackPhase {
  const { users = 8, settle = '3s' } = options ?? {};
  return { kind: 'read-back', name, journey, read, users, settle, ...keepMistakes(optionMistakes(options, READ_BACK)) };
}
