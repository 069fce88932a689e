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
import type { HistogramData } from '../std/histogram.ts';
import type { TagTexts } from '../std/tags.ts';

/** Did it happen? `unknown` is its own fact: a timed-out write may have been stored. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/**
 * Why a request failed, named by what the network or the peer did. `no descriptor left` and `no port left` are ours: the
 * request never left this machine.
 */
export type Cause =
  | 'refused'
  | 'no descriptor left'
  | 'no port left'
  | 'reset'
  | 'timeout connecting'
  | 'timeout waiting'
  | 'timeout reading'
  | 'tls'
  | 'dns'
  | 'protocol'
  | 'status 1xx'
  | 'status 2xx'
  | 'status 3xx'
  | 'status 4xx'
  | 'status 5xx'
  | 'aborted'
  | 'journey threw'
  | 'feeder ran dry';

export type Fact =
  | TrialStarted
  | TrialEnded
  | InstanceStarted
  | InstanceReady
  | InstanceUnready
  | InstanceExited
  | EndpointAttached
  | PhaseStarted
  | PhaseEnded
  | Window
  | Arrivals
  | Checks
  | Errors
  | Metric
  | FeederRecord
  | Operation
  | Access
  | Sample
  | GeneratorWindow
  | GeneratorRoom
  | WorkerDied
  | FaultLeased
  | FaultBit
  | FaultUndone
  | FaultSkipped
  | LeaseSwept;

export type FactKind = Fact['kind'];

/** A fact with its place in the journal. */
export type EvidenceRecord = Fact & { readonly seq: number; readonly atUs: number };

/** The record of one kind: `RecordOf<'window'>`. */
export type RecordOf<K extends FactKind> = Extract<Fact, { kind: K }> & { readonly seq: number; readonly atUs: number };

export interface TrialStarted {
  kind: 'trial-started';
  name: string;
}

export interface TrialEnded {
  kind: 'trial-ended';
  /** `complete`: every phase ran to its end; `interrupted`: by a signal; `failed`: a system or Seatrial could not go on. */
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}

export interface InstanceStarted {
  kind: 'instance-started';
  system: string;
  /** Counted from 1. */
  instance: number;
  pid: number;
  url: string;
  command: readonly string[];
  /** 1 for the first start, 2 after the first restart, ... */
  start: number;
}

export interface InstanceReady {
  kind: 'instance-ready';
  system: string;
  instance: number;
  start: number;
  tookUs: number;
}

export interface InstanceUnready {
  kind: 'instance-unready';
  system: string;
  instance: number;
  start: number;
  because: string;
}

export interface InstanceExited {
  kind: 'instance-exited';
  system: string;
  instance: number;
  pid: number;
  code: number | null;
  signal: string | null;
  /** Whether Seatrial ended it on purpose (a fault or the end of the trial). */
  expected: boolean;
}

export interface EndpointAttached {
  kind: 'endpoint-attached';
  system: string;
  url: string;
  reachable: boolean;
  because?: string;
}

export interface PhaseStarted {
  kind: 'phase-started';
  phase: string;
  action: 'load' | 'read-back';
  journey: string;
  /** The executor in words: `10 users for 30s`. */
  asked: string;
}

export interface PhaseEnded {
  kind: 'phase-ended';
  phase: string;
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}

/**
 * Every completion of one step between `fromUs` and `toUs`, by the instant it ended. The step `iteration` is the whole
 * journey; other steps are requests and `t.step` blocks. `response` is ended - due, `service` is ended - started; both
 * hold failed completions too, and `failed` says how many those are. Completions with different tags are in windows of
 * their own, so each is in one window only.
 */
export interface Window {
  kind: 'window';
  phase: string;
  journey: string;
  step: string;
  /** None unless told. `too many`: theirs were more sets than are told apart in a phase. */
  tags?: TagTexts | 'too many';
  fromUs: number;
  toUs: number;
  count: number;
  failed: number;
  bytesSent: number;
  bytesReceived: number;
  response: HistogramData;
  service: HistogramData;
}

/** How many iterations fell due, started and were dropped (nobody was free to start them) between two instants. */
export interface Arrivals {
  kind: 'arrivals';
  phase: string;
  journey: string;
  fromUs: number;
  toUs: number;
  /** Iterations the schedule asked for; null where users set the pace. */
  due: number | null;
  started: number;
  dropped: number;
  /** Users of this thread busy at the end of the window. */
  users: number;
  /** The thread of load, counted from 1. */
  worker: number;
}

export interface Checks {
  kind: 'checks';
  phase: string;
  journey: string;
  check: string;
  fromUs: number;
  toUs: number;
  passes: number;
  fails: number;
  /** What the first failing check of this window said of itself. */
  example?: string;
}

export interface Errors {
  kind: 'errors';
  phase: string;
  journey: string;
  step: string;
  /** As in the window that counts these. */
  tags?: TagTexts | 'too many';
  cause: Cause;
  fromUs: number;
  toUs: number;
  count: number;
  example: string;
}

/** What a journey measured of its own, under a name of its own, between two instants. */
export type Metric = {
  kind: 'metric';
  phase: string;
  journey: string;
  metric: string;
  fromUs: number;
  toUs: number;
} & MetricReading;

/**
 * `counter`: how much came together. `gauge`: a level, as it was last, least and most. `rate`: how often something was
 * so. `trend`: a distribution; the histogram holds thousandths of whatever was measured, so it reads as milliseconds.
 */
export type MetricReading =
  | { type: 'counter'; sum: number }
  | { type: 'gauge'; last: number; least: number; most: number }
  | { type: 'rate'; passes: number; fails: number }
  | { type: 'trend'; values: HistogramData };

/** A feeder that users of one thread began to take rows from: what data a phase was run with. */
export interface FeederRecord {
  kind: 'feeder';
  phase: string;
  journey: string;
  /** The thread of load, counted from 1. */
  worker: number;
  /** Where its rows are from: the file as the plan names it. */
  feeder: string;
  order: string;
  rows: number;
  /** SHA-256 of the file, or of the rows as JSON; null for rows that are no JSON. */
  digest: string | null;
}

/** One operation of a history. `value` identifies what was written or read (a digest, a number); null is absence. */
export interface Operation {
  kind: 'operation';
  phase: string;
  journey: string;
  /** The user that did it: one process never has two operations open. */
  process: string;
  f: 'write' | 'read' | 'delete';
  key: string;
  value: string | null;
  startedUs: number;
  endedUs: number;
  outcome: Outcome;
  why?: string;
}

/** One attempt by one tenant (`actor`) on something that belongs to a tenant (`owner`, the same or another). */
export interface Access {
  kind: 'access';
  phase: string;
  journey: string;
  actor: string;
  owner: string;
  action: string;
  resource: string;
  result: 'allowed' | 'denied' | 'unknown';
  why: string;
}

/** What one process used. `system` is `seatrial` for ourselves. */
export interface Sample {
  kind: 'sample';
  system: string;
  instance: number;
  pid: number;
  /** Share of one core since the last sample: 1 is one core busy. */
  cpu: number;
  rssBytes: number;
  openFiles: number | null;
}

/** How one thread of load was doing between two instants. */
export interface GeneratorWindow {
  kind: 'generator';
  phase: string;
  /** The thread of load, counted from 1. */
  worker: number;
  fromUs: number;
  toUs: number;
  /** started - due of every iteration that had a due time. */
  lag: HistogramData;
  loopDelayP99Us: number;
  loopDelayMaxUs: number;
  /** Share of one core used by the thread that makes the load. */
  cpu: number;
}

/**
 * How much of what the system grants our process was in use. Null is what the system does not tell (it has no /proc), and
 * `ports` while there were too few sockets for ports to run short.
 */
export interface GeneratorRoom {
  kind: 'generator-room';
  /** File descriptors, sockets among them. */
  descriptors: number | null;
  descriptorLimit: number | null;
  /** Sockets of TCP on the whole machine, those in TIME_WAIT included. */
  sockets: number | null;
  /** Local ports in use towards the one system under test that has most of them. */
  ports: number | null;
  portLimit: number | null;
}

/** A thread of load was lost: part of the load it was given was not there. */
export interface WorkerDied {
  kind: 'worker-died';
  phase: string;
  /** Counted from 1. */
  worker: number;
  because: string;
}

/** Written before anything bad is done. */
export interface FaultLeased {
  kind: 'fault-leased';
  lease: string;
  fault: string;
  phase: string;
  target: string;
  /** The fault in words: `kill object-store 1, restart after 3s`. */
  what: string;
}

/** The fault was seen to have an effect; from this instant on it is in force. */
export interface FaultBit {
  kind: 'fault-bit';
  lease: string;
  fault: string;
  phase: string;
  bites: number;
  what: string;
}

/** The fault was undone. `verified` says whether the undoing itself was seen. */
export interface FaultUndone {
  kind: 'fault-undone';
  lease: string;
  fault: string;
  phase: string;
  verified: boolean;
  what: string;
}

/** The fault could not be applied here; nothing was done. */
export interface FaultSkipped {
  kind: 'fault-skipped';
  fault: string;
  phase: string;
  target: string;
  reason: string;
}

/** Something an earlier, dead trial left behind was found and undone at this trial's start. */
export interface LeaseSwept {
  kind: 'lease-swept';
  lease: string;
  what: string;
  done: string;
}
