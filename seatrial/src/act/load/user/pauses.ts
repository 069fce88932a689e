/**
 * The pauses of one iteration, `t.sleep` and `t.think`: which have not ended, and which nobody has waited for. A pause without
 * `await` lets the user go on at once, and the load is another than the plan says.
 */
import { PlanMistakeError } from '../../../plan/mistake.ts';

/** The promise of a pause; knows whether anybody waits for it. What `then` gives are plain promises. */
class Pause<T = void> extends Promise<T> {
  isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: `await` calls it, and that is what is to be seen.
  override then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(done, failed);
  }
}

interface OpenPause {
  readonly what: string;
  readonly pause: Pause;
  /** Where in the plan it was begun. */
  readonly begun: Error;
}

export class Pauses {
  /** Those of this iteration that are open, or have ended while nobody waited. */
  #kept = new Set<OpenPause>();
  /** How many of this iteration have not ended. */
  open = 0;

  /** An iteration begins; what is left of the one before is no longer of interest. */
  start(): void {
    if (this.#kept.size > 0) this.#kept = new Set();
    this.open = 0;
  }

  begin(what: string, sleeps: () => Promise<void>): Promise<void> {
    const pause = new Pause<void>((resolve, reject) => void sleeps().then(resolve, reject));
    const one = { what, pause, begun: new Error(what) };
    const kept = this.#kept;
    kept.add(one);
    this.open++;
    const ended = (): void => {
      if (kept !== this.#kept) return;
      this.open--;
      if (pause.isAwaited) kept.delete(one);
    };
    // Not by its own `then`: nobody waits for it by this. That it fails when the phase is over is of interest to who awaits it.
    Promise.prototype.then.call(pause, ended, ended);
    return pause;
  }

  /** The iteration has returned: one mistake for each pause that nobody has waited for. */
  forgotten(): PlanMistakeError[] {
    const mistakes: PlanMistakeError[] = [];
    for (const { what, pause, begun } of this.#kept) {
      if (pause.isAwaited) continue;
      const mistake = new PlanMistakeError(`${what} is not awaited, so the user does not pause; await it`);
      if (begun.stack !== undefined) mistake.stack = begun.stack;
      mistakes.push(mistake);
    }
    this.#kept.clear();
    return mistakes;
  }
}
