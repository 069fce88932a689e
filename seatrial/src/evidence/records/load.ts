/** Facts about load: what was asked of a system and what came back, window by window. */
import type { HistogramData } from '../../std/histogram.ts';
import type { TagTexts } from '../../std/tags.ts';

export type LoadFact =
  | Window
  | Arrivals
  | LoadSpan
  | Checks
  | Errors
  | Metric
  | FeederRecord
  | Unfinished
  | Statuses
  | Redirected
  | Floating
  | Waited
  | PlanMistake;

/**
 * Why a request failed, named by what the network or the peer did. Five are ours or the plan's and say nothing about the system:
 * `no descriptor left` and `no port left` (the request never left this machine), `own limit` (a limit of our client was
 * reached), `not followed` (a redirect led to what is no system of the plan) and `stream over` (a message on a connection whose
 * end the journey had been told of before: it was never sent). `journey mistake` is a TypeError, ReferenceError or SyntaxError of the journey itself, after answers of which none
 * had failed: whose fault it is cannot be told. Of a request, `journey threw` is what the journey's own streamed body threw.
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
  | 'own limit'
  | 'not followed'
  | 'stream over'
  | 'journey threw'
  | 'journey mistake'
  | 'feeder ran dry';

/**
 * What a window counts. `request`: one question to a system and its answer, in any protocol (opening a stream is one).
 * `message`: what is exchanged on a stream that is open. `step`: a `t.step` block. `iteration`: the whole journey.
 */
export type Counted = 'iteration' | 'request' | 'message' | 'step';

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
  /** Absent in journals of version 0.1: there the step `iteration` is the whole journey and every other one a request. */
  of?: Counted;
  /** Absent: none. `too many`: theirs were more sets than are told apart in a phase. */
  tags?: TagTexts | 'too many';
  fromUs: number;
  toUs: number;
  count: number;
  failed: number;
  /** Of iterations and `t.step` blocks: in how many a request or a message failed; those are in `failed`. Absent in journals that did not tell. */
  requestFailed?: number;
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

/**
 * When load was started in one thread: from its first instant to the one from which on nothing more was started. What was
 * under way then had its grace after `toUs`. Absent in journals of version 0.1, and of a phase that did not come so far.
 */
export interface LoadSpan {
  kind: 'load-span';
  phase: string;
  journey: string;
  /** The thread of load, counted from 1. */
  worker: number;
  fromUs: number;
  toUs: number;
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
  of?: Counted;
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

/**
 * What was under way when Seatrial ended the phase after its grace. Nobody knows what would have become of it: it is neither
 * a success nor a failure, and in no window. `iteration` are those that waited for something that is no request and no
 * step; iterations that only slept or thought are not listed.
 */
export interface Unfinished {
  kind: 'unfinished';
  phase: string;
  journey: string;
  step: string;
  of: Counted;
  count: number;
  /** From the start of each to the end of the grace, added up. */
  waitedUs: number;
  longestUs: number;
  /** How long each waited. Absent in journals that did not tell. */
  waits?: HistogramData;
}

/**
 * Answers with a status outside 2xx, or 202 and 207 to a write or a delete, that counted as successes although the request named
 * that status neither in `expect` nor by following redirects. With `of: 'step'`: answers from 400 up to a client of the journey's own, inside a step that returned;
 * status 0 is a request of it that had no complete answer.
 */
export interface Statuses {
  kind: 'statuses';
  phase: string;
  journey: string;
  /** Absent: of requests. */
  of?: Counted;
  step: string;
  status: number;
  fromUs: number;
  toUs: number;
  count: number;
}

/**
 * Where answers led that counted as successes: the last place of a chain of redirects that was followed, by `redirects` or by
 * a client of the journey's own; with a `status`, the place that a redirect named which was not followed.
 */
export interface Redirected {
  kind: 'redirected';
  phase: string;
  journey: string;
  /** Absent: of requests. */
  of?: Counted;
  step: string;
  /** `/orders/:id?error`: with the names of its query, and its origin where that is another one. Of more than 20 places of a step, `/orders/…`. */
  to: string;
  status?: number;
  fromUs: number;
  toUs: number;
  count: number;
}

/** Requests or steps that were still running when their iteration had returned: nobody awaited them. */
export interface Floating {
  kind: 'floating';
  phase: string;
  journey: string;
  step: string;
  of: Counted;
  count: number;
}

/**
 * Requests of a setup that failed before they were answered: a user asked for the same by GET or HEAD, address and header fields alike,
 * until it was answered once, and not again. They are among the failed of the step's windows.
 */
export interface Waited {
  kind: 'waited';
  phase: string;
  journey: string;
  step: string;
  count: number;
}

/**
 * A mistake of the plan that showed only while it ran: not the system's fault, and not ours. The iteration that made it is
 * in the windows of `iteration` and not among the failed; what was not sent is in no window. `count` is since the last such
 * record.
 */
export interface PlanMistake {
  kind: 'plan-mistake';
  /** Empty, as `journey` is, where it is a mistake about a system. */
  phase: string;
  journey: string;
  /** The system that it is about, where it is about one: its program is not on this machine. */
  system?: string;
  /** A sentence: what is wrong and how to write it. */
  what: string;
  /** `file:line` of the plan; null where it is not known. */
  where: string | null;
  count: number;
}
