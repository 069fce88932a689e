/**
 * One operation while it is under way, counted the way `t.http` counts a request: response time from when it was due,
 * service time from when it began, bytes, and an error by its cause. It ends once; ending it again does nothing.
 */
import { PlanMistake } from '../../../plan/mistake.ts';
import type { Tags } from '../../../std/tags.ts';
import { parseDuration } from '../../../std/units.ts';
import type { Failure } from '../http/failure.ts';
import type { RequestDesk } from '../journey-http.ts';
import type { TagSet } from '../tag-sets.ts';

/** What of a user's desk the protocols need. */
export type StepDesk = Pick<
  RequestDesk,
  'signal' | 'nowUs' | 'takeDueUs' | 'tagged' | 'completed' | 'failed' | 'refused'
>;

const TIMEOUT_MS = 30_000;

export class OpenStep {
  readonly #desk: StepDesk;
  readonly #name: string;
  readonly #tags: TagSet | null;
  #dueUs: number;
  #startedUs: number;
  #open = true;

  /** Throws a sentence when these can not be tags. */
  constructor(desk: StepDesk, name: string, tags?: Tags) {
    this.#desk = desk;
    this.#tags = tags === undefined ? null : desk.tagged(tags);
    this.#name = name;
    this.#startedUs = desk.nowUs();
    this.#dueUs = desk.takeDueUs() ?? this.#startedUs;
  }

  /** Begins now: what was done since was our own work (loading a library) and is not the peer's to answer for. */
  beginNow(): void {
    const nowUs = this.#desk.nowUs();
    this.#dueUs += nowUs - this.#startedUs;
    this.#startedUs = nowUs;
  }

  /** Records the step; gives its service time in microseconds. */
  end(failure: Failure | null, bytesSent: number, bytesReceived: number): number {
    const endedUs = this.#desk.nowUs();
    const serviceUs = endedUs - this.#startedUs;
    if (!this.#open) return serviceUs;
    this.#open = false;
    const failed = failure !== null;
    const times = { dueUs: this.#dueUs, startedUs: this.#startedUs, endedUs };
    this.#desk.completed(this.#name, { ...times, failed, bytesSent, bytesReceived }, this.#tags);
    if (failure) this.#desk.failed(this.#name, failure.cause, failure.why, this.#tags);
    return serviceUs;
  }
}

/** A timeout in milliseconds, 30 s where none was told; throws a sentence when it is no duration. */
export function timeoutMsOf(text: unknown): number {
  if (text === undefined) return TIMEOUT_MS;
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new PlanMistake(`timeout: ${parsed.problem}; ${parsed.hint}`);
  return parsed.value;
}
