/**
 * How this thread was doing: the delay of its event loop and its processor time. A load generator that was late must say
 * so; readings go into `generator` records.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Clock, systemClock } from '../../std/clock.ts';

const RESOLUTION_MS = 10;

export interface HealthReading {
  loopDelayP99Us: number;
  loopDelayMaxUs: number;
  /** Share of one core that this thread used. */
  cpu: number;
}

/** @example const health = new OwnHealthMonitor(); await second(); health.reading() // since the last reading */
export class OwnHealthMonitor {
  readonly #clock: Clock;
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.threadCpuUsage();
  #sinceUs: number;

  constructor(clock: Clock = systemClock()) {
    this.#clock = clock;
    this.#sinceUs = clock.nowUs();
    this.#delays.enable();
  }

  /** What was seen since the last reading (the first: since this was made). */
  reading(): HealthReading {
    const nowUs = this.#clock.nowUs();
    const used = process.threadCpuUsage(this.#cpu);
    const reading = {
      loopDelayP99Us: delayUs(this.#delays.percentile(99)),
      loopDelayMaxUs: delayUs(this.#delays.max),
      cpu: (used.user + used.system) / Math.max(1, nowUs - this.#sinceUs),
    };
    this.#delays.reset();
    this.#cpu = process.threadCpuUsage();
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
