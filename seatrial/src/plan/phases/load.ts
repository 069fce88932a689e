/** A phase of load: users do a journey, as many or as often as its executor says. */
import type { DurationText, RateText } from '../../std/units.ts';
import type { Fault } from '../faults/fault.ts';
import type { Journey } from '../journey.ts';
import type { OptionNames } from '../options.ts';

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

/**
 * A phase in which users do a journey.
 * @example load('spike', order, { rate: ['10/s', { to: '200/s', over: '10s' }] })
 */
export function load(name: string, journey: Journey, options: LoadOptions): LoadPhase {
  return { kind: 'load', name, journey, options };
}
