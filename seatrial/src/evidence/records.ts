/**
 * The vocabulary of evidence: every fact a trial can leave, as a closed union of kinds. Facts say what was seen, never
 * whether it is good: no bound, no verdict, no name of a claim appears here.
 *
 * Instants end in `Us`: whole microseconds since the trial's clock started. A record is a fact with its place in the
 * journal (`seq`, counted from 1) and the instant it was written (`atUs`).
 *
 *   phase      a named stretch of the trial            journey   what a user does; `step` is one named part of it
 *   operation  one read, write or delete with its outcome; what data-safety claims are judged on
 *   window     all completions of one step in one stretch of time, as histograms
 */
import type { AccessFact } from './records/access.ts';
import type { FaultFact } from './records/fault.ts';
import type { GeneratorFact } from './records/generator.ts';
import type { HistoryFact } from './records/history.ts';
import type { LoadFact } from './records/load.ts';
import type { PhaseFact } from './records/phase.ts';
import type { SystemFact } from './records/system.ts';
import type { TrialFact } from './records/trial.ts';

export type * from './records/access.ts';
export type * from './records/fault.ts';
export type * from './records/generator.ts';
export type * from './records/history.ts';
export type * from './records/load.ts';
export type * from './records/phase.ts';
export type * from './records/system.ts';
export type * from './records/trial.ts';

export type Fact = TrialFact | SystemFact | PhaseFact | LoadFact | HistoryFact | AccessFact | GeneratorFact | FaultFact;

export type FactKind = Fact['kind'];

const FACT_KINDS: { readonly [K in FactKind]: true } = {
  'trial-started': true,
  'trial-ended': true,
  'log-kept': true,
  unwritten: true,
  'instance-started': true,
  'instance-ready': true,
  'instance-unready': true,
  'instance-exited': true,
  'instance-left': true,
  'endpoint-attached': true,
  sample: true,
  'log-searched': true,
  'secret-found': true,
  'phase-started': true,
  'phase-ended': true,
  window: true,
  arrivals: true,
  'load-span': true,
  checks: true,
  errors: true,
  metric: true,
  feeder: true,
  unfinished: true,
  statuses: true,
  redirected: true,
  floating: true,
  waited: true,
  'plan-mistake': true,
  operation: true,
  access: true,
  generator: true,
  'generator-room': true,
  'worker-died': true,
  'fault-leased': true,
  'fault-bit': true,
  'fault-done': true,
  'fault-undone': true,
  'fault-skipped': true,
  'lease-swept': true,
};

/** Whether this version knows records of that kind. */
export function isFactKind(kind: unknown): kind is FactKind {
  return typeof kind === 'string' && Object.hasOwn(FACT_KINDS, kind);
}

/** A fact with its place in the journal. */
export type EvidenceRecord = Fact & { readonly seq: number; readonly atUs: number };

/** The record of one kind: `RecordOf<'window'>`. */
export type RecordOf<K extends FactKind> = Extract<Fact, { kind: K }> & { readonly seq: number; readonly atUs: number };
