/**
 * Removes copies of chunks in the background. A removal that fails is tried again after a pause, about a minute long in all: a server is
 * busy, or is started again. What is left after that, or when the store stops, is an orphan for the cleanup.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@seatrial/service-log';
import type { ChunkStore } from '../chunks/chunk-store.ts';

/** Between one attempt and the next; there are no more attempts than these and the first one. */
const USUAL_PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000];
/** More are not kept for another attempt: a server that is away could have any number of them. */
const MOST_WAITING = 10_000;

export class CopyRemovals {
  readonly #store: (server: string) => Pick<ChunkStore, 'remove'> | undefined;
  readonly #log: Logger;
  readonly #pausesMs: readonly number[];
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #waiting = 0;

  /** `store` is undefined for a server that is no longer one: its copies are nobody's. */
  constructor(
    store: (server: string) => Pick<ChunkStore, 'remove'> | undefined,
    log: Logger,
    pausesMs: readonly number[] = USUAL_PAUSES_MS,
  ) {
    this.#store = store;
    this.#log = log;
    this.#pausesMs = pausesMs;
    setMaxListeners(0, this.#closing.signal);
  }

  remove(chunkId: string, server: string): void {
    const removal = this.#remove(chunkId, server).finally(() => this.#underWay.delete(removal));
    this.#underWay.add(removal);
  }

  /** Resolves when nothing is under way. What waits for another attempt has it now, and it is the last one; so is the first one from now on. */
  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #remove(chunkId: string, server: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#store(server)?.remove(chunkId);
        return;
      } catch (error) {
        const pauseMs = this.#pausesMs[attempt];
        const about = { err: error, chunk: chunkId, server };
        if (pauseMs === undefined || this.#closing.signal.aborted || this.#waiting >= MOST_WAITING) {
          this.#log.warn(about, 'a copy was not removed; the cleanup will');
          return;
        }
        this.#log.debug(about, 'a copy was not removed yet');
        await this.#pause(pauseMs);
      }
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    this.#waiting += 1;
    await sleep(pauseMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    this.#waiting -= 1;
  }
}
