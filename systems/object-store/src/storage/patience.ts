/**
 * How long a storage server is waited for: as long as it lives. Whoever has waited for a moment has it looked at; one that lives is slow
 * and is waited for, up to a bound; one that does not, or fails, is left at once. One look serves all who wait.
 */
import { afterAtMost, unfinished } from '@seatrial/service-time';
import { DeadStoreError, StoreUnavailableError } from '../chunks/chunk-store.ts';

export interface Limits {
  /** How long is waited before it is asked, and before it is asked again. */
  readonly momentMs: number;
  /** Longer than this is not waited, however well it says it is. Shorter than a minute, after which clients are cut off. */
  readonly mostMs: number;
}

export const USUAL_LIMITS: Limits = { momentMs: 1000, mostMs: 50_000 };

export class Patience {
  readonly #server: string;
  readonly #look: () => Promise<unknown>;
  readonly #limits: Limits;
  #looking: Promise<typeof unfinished> | undefined;

  /** `look` rejects when the server does not live, or says that it fails; it has a limit of its own. */
  constructor(server: string, look: () => Promise<unknown>, limits = USUAL_LIMITS) {
    this.#server = server;
    this.#look = look;
    this.#limits = limits;
  }

  /** What becomes of the work, which goes on when this gives up on it. Throws `DeadStoreError`, or `StoreUnavailableError` at the bound. */
  async wait<Result>(work: Promise<Result>): Promise<Result> {
    const { momentMs, mostMs } = this.#limits;
    for (const untilMs = performance.now() + mostMs; performance.now() < untilMs; ) {
      const result = await afterAtMost(momentMs, work);
      if (result !== unfinished) return result;
      const meanwhile = await Promise.race([work, this.#alive()]);
      if (meanwhile !== unfinished) return meanwhile;
    }
    throw new StoreUnavailableError(
      `Storage server ${this.#server} is alive, and was waited for in vain for ${mostMs} ms.`,
    );
  }

  #alive(): Promise<typeof unfinished> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<typeof unfinished> {
    try {
      await this.#look();
    } catch (error) {
      throw new DeadStoreError(error instanceof Error ? error.message : String(error), { cause: error });
    }
    return unfinished;
  }
}
