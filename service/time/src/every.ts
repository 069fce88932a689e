/**
 * Does a job again and again: the first round begins after `firstAfterMs`, the next one `intervalMs` after the last has ended. What a round
 * throws is logged, and is not the end.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@seatrial/service-log';

/** One round. */
export type Job = (signal: AbortSignal) => Promise<void>;

export interface Repeated {
  /** Tells the round under way to end, and waits for it. */
  stop(): Promise<void>;
}

/** The same job, done by one of the processes that share it: the one that leads when a round begins. */
export function ledBy(among: { leads(): Promise<boolean> }, job: Job): Job {
  return async (signal) => {
    if (await among.leads()) await job(signal);
  };
}

export function every(intervalMs: number, name: string, job: Job, log: Logger, firstAfterMs = intervalMs): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const rounds = async (): Promise<void> => {
    for (let waitMs = firstAfterMs; !signal.aborted; waitMs = intervalMs) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
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
