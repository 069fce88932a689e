/** What passes between the conductor and a thread of load: plain data that can be cloned, never functions. */
import type { Fact } from '../../../evidence/records.ts';
import type { Choice } from '../../../plan/choose.ts';
import type { OwedKey } from '../../../plan/journey.ts';
import type { JourneyPhase } from '../../../plan/resolved.ts';
import type { GivenSettings } from '../../../plan/setting.ts';
import type { EndResult, PhaseEnd } from '../drive/run-end.ts';
import type { Share } from '../share.ts';

/** One phase to run. */
export interface LoadOrder {
  /** Position in the plan, from 0. */
  readonly phase: number;
  readonly urls: readonly string[];
  /** Of every system of the plan: where redirects may lead. */
  readonly origins: readonly string[];
  readonly token: string;
  /** What earlier phases acknowledged for the journey, deletes included; of a phase that is run, the share of the thread. */
  readonly acknowledged: readonly OwedKey[];
  /** What the phase's setup returned. */
  readonly data: unknown;
  /** Whether something the setup asked for failed. */
  readonly shaken: boolean;
}

/** Tells Node where compiled modules are kept. */
export const CACHE_VARIABLE = 'NODE_COMPILE_CACHE';

/** The plan as each thread imports it. */
export type PlanOfThreads = Omit<ThreadSetup, 'share' | 'heldAnswers' | 'compileCache'>;

/** What a thread is started with. */
export interface ThreadSetup {
  readonly planFile: string;
  /** The plan's digest: a plan that is another one each time it is imported cannot be divided. */
  readonly digest: string;
  /** The part of the plan that is run; undefined where it is the whole. */
  readonly choice?: Choice | undefined;
  /** What its settings were given; default: nothing. */
  readonly given?: GivenSettings | undefined;
  /** Instant 0 of the trial's clock, as `process.hrtime.bigint()` gives it in every thread. */
  readonly originNs: bigint;
  /** Where all threads count the answers that they hold (`http/held-answers.ts`). */
  readonly heldAnswers: SharedArrayBuffer;
  /** Where compiled modules are kept, lent to the thread by `CACHE_VARIABLE`; null without. */
  readonly compileCache: string | null;
  readonly share: Share;
}

export type ToThread =
  | { kind: 'run'; order: LoadOrder }
  /** The load of that phase is to begin, or not: its users are set up in every thread, or not in one. */
  | { kind: 'begin'; phase: number; isWanted: boolean }
  | { kind: 'end'; end: PhaseEnd; order: LoadOrder }
  | { kind: 'abort'; reason: string };

export type FromThread =
  | { kind: 'ready' }
  | { kind: 'refused'; because: string }
  | { kind: 'facts'; facts: readonly Fact[] }
  | { kind: 'stray'; because: string }
  | { kind: 'set-up'; phase: number; because: string | null }
  | { kind: 'done'; phase: number }
  | { kind: 'end-done'; phase: number; result: EndResult };

/** Whether users of that phase are set up before its load begins. */
export function hasUserEnds({ userSetup, userTeardown }: JourneyPhase['journey']): boolean {
  return Boolean(userSetup ?? userTeardown);
}
