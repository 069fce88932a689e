/**
 * Time, injected. Acting code asks a Clock and never the runtime, so schedules and leases are tested without sleeping.
 * `nowUs` is monotonic and starts at 0 when the clock is made: every `...Us` in evidence is such an instant.
 */
import { performance } from 'node:perf_hooks'; // the global is a lazy getter: 20 ns dearer a look
import { LONGEST_MS } from './units.ts';

export interface Clock {
  /** Microseconds since this clock was made; monotonic, with a fraction. */
  nowUs(): number;
  /** Resolves after `ms` milliseconds (at most 24 days), or when the signal fires (without throwing): within 10 ms then. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A sleep as short as this is not worth a listener: it ends by itself soon enough. A thousand listeners a second, each
 * the only one of its signal, leave megabytes that only a full collection frees.
 */
const UNINTERRUPTED_MS = 10;

/**
 * The runtime's clock.
 * @param originNs instant 0 as `process.hrtime.bigint()` gives it, so that several threads can share it; default now.
 */
export function systemClock(originNs: bigint = process.hrtime.bigint()): Clock {
  const originMs = originOnPerformance(originNs);
  return {
    nowUs: () => (performance.now() - originMs) * 1000,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        // What is due already is no negative time: Node warns of one.
        if (ms <= UNINTERRUPTED_MS) return void setTimeout(resolve, Math.max(0, ms));
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(ms, LONGEST_MS)); // a longer one would fire at once
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}

const LOOKS = 20;

/**
 * An instant of `process.hrtime` as `performance.now()` would have given it. A thread that had to wait between its looks at
 * the two would be wrong by that long for good, so the pair counts whose looks lay closest together.
 */
function originOnPerformance(originNs: bigint): number {
  let closestMs = Number.POSITIVE_INFINITY;
  let originMs = 0;
  for (let look = 0; look < LOOKS; look++) {
    const beforeMs = performance.now();
    const sinceMs = Number(process.hrtime.bigint() - originNs) / 1e6;
    const apartMs = performance.now() - beforeMs;
    if (apartMs >= closestMs) continue;
    closestMs = apartMs;
    originMs = beforeMs + apartMs / 2 - sinceMs;
  }
  return originMs;
}

/** Waits for work to end, at most `ms` milliseconds or until the signal fires, and leaves no timer behind. */
export async function waitAtMost(
  clock: Clock,
  ms: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const limit = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  await Promise.race([work, clock.sleep(ms, limit)]).finally(() => ended.abort());
}

/** A clock that stands still until `advance` is called; sleepers wake in the order of their instants. */
export class ManualClock implements Clock {
  #nowUs = 0;
  #sleepers: { atUs: number; wake: () => void }[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.wake !== wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#sleepers.push({ atUs: this.#nowUs + ms * 1000, wake });
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves time forward, letting whoever runs come to rest first, and every woken sleeper before the next one wakes. */
  async advance(ms: number): Promise<void> {
    await atRest();
    const endUs = this.#nowUs + ms * 1000;
    for (;;) {
      this.#sleepers.sort((a, b) => a.atUs - b.atUs);
      const next = this.#sleepers[0];
      if (!next || next.atUs > endUs) break;
      this.#nowUs = Math.max(this.#nowUs, next.atUs);
      next.wake();
      await atRest();
    }
    this.#nowUs = endUs;
  }
}

/** Two turns of the event loop: one for who was woken, one for who lets others go first. */
async function atRest(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
