/**
 * One `t.step` block while it runs, and whether a request or a message in it failed. Which block a request was begun in is
 * told by the asynchronous context, so blocks that run side by side keep theirs apart; a nested one is in all that hold it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const running = new AsyncLocalStorage<StepBlock>();

export class StepBlock {
  /** Whether a request or a message that was begun in it failed before it ended. */
  requestFailed = false;
  readonly #outer: StepBlock | null = StepBlock.current();

  /** The innermost block that the caller runs in; null outside of every block. */
  static current(): StepBlock | null {
    return running.getStore() ?? null;
  }

  run<T>(work: () => T): T {
    return running.run(this, work);
  }

  fail(): void {
    this.requestFailed = true;
    this.#outer?.fail();
  }
}
