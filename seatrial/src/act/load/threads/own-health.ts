/**
 * How this thread was doing: the delay of its event loop, its processor time, and how long it waited for a processor. A
 * load generator that was late must say so; readings go into `generator` records.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Clock, systemClock } from '../../../std/clock.ts';

const RESOLUTION_MS = 10;
/** Of the thread that reads it, on Linux: nanoseconds run, nanoseconds ready to run and waiting, turns. */
const SCHEDSTAT = '/proc/thread-self/schedstat';

export interface HealthReading {
  loopDelayP99Us: number;
  loopDelayMaxUs: number;
  /** Share of one core that this thread used. */
  cpu: number;
  /** Share of the time in which this thread was ready to run and waited for a processor; null where that is not told. */
  cpuWait: number | null;
}

/** @example const health = new OwnHealthMonitor(); await second(); health.reading() // since the last reading */
export class OwnHealthMonitor {
  readonly #clock: Clock;
  readonly #schedstat: string;
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.threadCpuUsage();
  #waitedUs: number | null;
  #sinceUs: number;

  constructor(clock: Clock = systemClock(), schedstat = SCHEDSTAT) {
    this.#clock = clock;
    this.#schedstat = schedstat;
    this.#sinceUs = clock.nowUs();
    this.#waitedUs = waitedUsIn(schedstat);
    this.#delays.enable();
  }

  /** What was seen since the last reading (the first: since this was made). */
  reading(): HealthReading {
    const nowUs = this.#clock.nowUs();
    const elapsedUs = Math.max(1, nowUs - this.#sinceUs);
    const used = process.threadCpuUsage(this.#cpu);
    const waitedUs = waitedUsIn(this.#schedstat);
    const reading = {
      loopDelayP99Us: delayUs(this.#delays.percentile(99)),
      loopDelayMaxUs: delayUs(this.#delays.max),
      cpu: (used.user + used.system) / elapsedUs,
      cpuWait: waitedUs === null || this.#waitedUs === null ? null : (waitedUs - this.#waitedUs) / elapsedUs,
    };
    this.#delays.reset();
    this.#cpu = process.threadCpuUsage();
    this.#waitedUs = waitedUs;
    this.#sinceUs = nowUs;
    return reading;
  }

  close(): void {
    this.#delays.disable();
  }
}

/** The monitor counts from one of its ticks to the next: the delay is what goes beyond its own interval. */
function delayUs(intervalNs: number): number {
  return Math.max(0, Math.round(intervalNs / 1000 - RESOLUTION_MS * 1000));
}

/** Since the thread began; null where the system does not tell, and where there is no descriptor left to ask with. */
function waitedUsIn(schedstat: string): number | null {
  try {
    const waitedNs = Number(readFileSync(schedstat, 'utf8').split(' ')[1]);
    return Number.isFinite(waitedNs) ? waitedNs / 1000 : null;
  } catch {
    return null;
  }
}
