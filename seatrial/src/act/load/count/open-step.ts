/**
 * One request or message while it is under way, counted the way `t.http` counts a request: response time from when it was due,
 * service time from when it began, bytes, and an error by its cause. It ends once, in `end` or (uncounted) in `drop`; ending it again does nothing.
 */
import type { Counted } from '../../../evidence/records.ts';
import { PlanMistakeError } from '../../../plan/mistake.ts';
import type { Tags } from '../../../std/tags.ts';
import { parseDuration } from '../../../std/units.ts';
import type { Failure } from '../../http/wire/failure.ts';
import type { StepDesk } from './desk.ts';
import type { TagSet } from './tag-sets.ts';
import type { Begun } from './under-way.ts';

const TIMEOUT_MS = 30_000;

export class OpenStep {
  readonly #desk: StepDesk;
  readonly #begun: Begun;
  readonly #tags: TagSet | null;
  #dueUs: number;
  #open = true;

  /** Throws a sentence when these cannot be tags. */
  constructor(desk: StepDesk, of: Counted, name: string, tags?: Tags) {
    this.#desk = desk;
    this.#tags = tags === undefined ? null : desk.tagged(tags);
    const startedUs = desk.nowUs();
    this.#dueUs = desk.takeDueUs() ?? startedUs;
    this.#begun = desk.underWay.begin(name, of, startedUs);
  }

  /** Begins now: what was done since was our own work (loading a library) and is not the peer's to answer for. */
  beginNow(): void {
    const nowUs = this.#desk.nowUs();
    this.#dueUs += nowUs - this.#begun.startedUs;
    this.#begun.startedUs = nowUs;
  }

  /** It is a stream that goes on, and nobody waits for its end. */
  keepOpen(): void {
    if (this.#open) this.#desk.underWay.keepOpen(this.#begun);
  }

  /** From now on its end is waited for. */
  wait(): void {
    if (this.#open) this.#desk.underWay.wait(this.#begun);
  }

  /** Records the step; gives its service time in microseconds. */
  end(failure: Failure | null, bytesSent: number, bytesReceived: number): number {
    if (!this.#open) return 0;
    this.#open = false;
    const endedUs = this.#desk.nowUs();
    const { startedUs } = this.#begun;
    const { cause, why } = failure ?? { cause: null, why: '' };
    const times = { dueUs: this.#dueUs, startedUs, endedUs };
    const done = { ...times, failed: failure !== null, cause, why, bytesSent, bytesReceived };
    this.#desk.completed(this.#begun, done, this.#tags);
    return endedUs - startedUs;
  }

  /** It was no operation after all: a mistake of the journey, or an end that was foreseen. */
  drop(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#desk.underWay.end(this.#begun);
  }
}

/** A timeout in milliseconds, 30 s where none was told; throws a sentence when it is no duration. */
export function timeoutMsOf(text: unknown): number {
  if (text === undefined) return TIMEOUT_MS;
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new PlanMistakeError(`timeout: ${parsed.problem}; ${parsed.hint}`);
  return parsed.value;
}

/** What one message or event may hold where the journey has not said it, as much as a body of HTTP. */
export const MOST_OF_ONE = 256 * 1024 * 1024;

/** A limit that a journey may set, `MOST_OF_ONE` by default; throws a sentence when it is none. */
export function mostOf(name: string, value: number = MOST_OF_ONE): number {
  if (Number.isInteger(value) && value > 0 && value < 2 ** 31) return value;
  throw new PlanMistakeError(`${name}: ${value} is not a whole number from 1 to ${2 ** 31 - 1}`);
}
