/** Does a job again and again: the next round begins `intervalMs` after the last has ended. What a round throws is logged, and is not the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';

export interface Repeated {
  /** Tells the round under way to end, and waits for it. */
  stop(): Promise<void>;
}

export function every(
  intervalMs: number,
  name: string,
  job: (signal: AbortSignal) => Promise<void>,
  log: Logger,
): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const rounds = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await job(signal).catch((error: unknown) => log.warn({ err: error, job: name }, 'a round of a job failed'));
    }
  };
  const running = rounds();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
