/** A user's desk that keeps what is counted on it, so that tests can look. */
import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import type { Cause, Counted } from '../../../../evidence/records.ts';
import type { Tags } from '../../../../std/tags.ts';
import { NO_DEFAULTS } from '../../../http/default-headers.ts';
import type { StepDesk } from '../../count/desk.ts';
import type { Completion } from '../../count/recorder.ts';
import { type TagSet, TagSets } from '../../count/tag-sets.ts';
import { type Begun, UnderWay } from '../../count/under-way.ts';

export class TestDesk implements StepDesk {
  readonly #abort = new AbortController();
  readonly signal = this.#abort.signal;
  readonly nowUs = (): number => performance.now() * 1000;
  readonly defaults = NO_DEFAULTS;
  readonly steps: (Completion & { name: string; of: Counted; tags?: TagSet['tags'] })[] = [];
  readonly errors: { step: string; cause: Cause; why: string }[] = [];
  readonly #tags = new TagSets();
  readonly underWay = new UnderWay();
  readonly context = { user: { iteration: 0 } };
  dueUs: number | null = null;

  constructor() {
    setMaxListeners(0, this.signal);
  }

  takeDueUs(): number | null {
    const due = this.dueUs;
    this.dueUs = null;
    return due;
  }

  tagged(tags: Tags): TagSet {
    return this.#tags.of(tags);
  }

  completed(one: Begun, done: Completion, tags: TagSet | null): void {
    const { step: name, of } = one;
    this.underWay.end(one);
    assert.ok(done.dueUs <= done.startedUs && done.startedUs <= done.endedUs, `${name} ended before it began`);
    assert.ok(done.bytesSent >= 0 && done.bytesReceived >= 0);
    this.steps.push({ name, of, ...done, ...(tags && { tags: tags.tags }) });
    if (done.cause !== null) this.errors.push({ step: name, cause: done.cause, why: done.why });
  }

  refused<E>(error: E): E {
    return error;
  }

  abort(): void {
    this.#abort.abort();
  }

  /** `name` or `name!` where it failed. */
  get told(): string[] {
    return this.steps.map(({ name, failed }) => (failed ? `${name}!` : name));
  }

  get causes(): string[] {
    return this.errors.map(({ step, cause }) => `${step}: ${cause}`);
  }
}

/** Waits until something holds; fails after twenty seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const giveUpMs = performance.now() + 20_000;
  while (!holds()) {
    assert.ok(performance.now() < giveUpMs, `${what}: not within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
