/**
 * When load is due: pure arithmetic over the stages of an executor, in milliseconds after the start of the phase.
 * Arrivals are absolute: event n fires where the area under the rate curve reaches n, so a late tick never shifts the
 * events behind it. (The exact integral is k6's ramping-arrival-rate; the pure pacer is vegeta's.)
 */
import type { Stage } from '../../../plan/resolved.ts';

/** The level at an instant, between the stages' ends on a straight line; the last level after the end. */
export function levelAt(stages: readonly Stage[], atMs: number): number {
  let startMs = 0;
  for (const stage of stages) {
    if (atMs < startMs + stage.durationMs) {
      return stage.from + ((stage.to - stage.from) * (atMs - startMs)) / stage.durationMs;
    }
    startMs += stage.durationMs;
  }
  return stages.at(-1)?.to ?? 0;
}

export function totalMs(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.durationMs, 0);
}

/**
 * The due times of all arrivals, in order; levels are arrivals a second.
 * @example const arrivals = new Arrivals(stages); arrivals.nextMs // 0; arrivals.advance(); arrivals.nextMs // 100
 */
export class ArrivalTimes {
  readonly #stages: readonly Stage[];
  #index = 0;
  #stage = 0;
  #stageStartMs = 0;
  /** Arrivals that fell due before the current stage, as the exact area (with a fraction). */
  #areaBefore = 0;
  #nextMs: number;

  constructor(stages: readonly Stage[]) {
    this.#stages = stages;
    this.#nextMs = this.#dueMs(0);
  }

  /** The next due time; Infinity when the schedule is over. */
  get nextMs(): number {
    return this.#nextMs;
  }

  advance(): void {
    this.#nextMs = this.#dueMs(++this.#index);
  }

  #dueMs(n: number): number {
    for (;;) {
      const stage = this.#stages[this.#stage];
      if (!stage) return Number.POSITIVE_INFINITY;
      const area = ((stage.from + stage.to) / 2) * (stage.durationMs / 1000);
      // The first arrival of all is due at once; one that falls on the end of a stage belongs to the next.
      if (n < this.#areaBefore + area - 1e-9)
        return this.#stageStartMs + timeOfArea(stage, Math.max(0, n - this.#areaBefore));
      this.#areaBefore += area;
      this.#stageStartMs += stage.durationMs;
      this.#stage++;
    }
  }
}

/** The time within a stage at which the area under its line reaches `area`: the root of from*t + slope*t^2/2 = area. */
function timeOfArea(stage: Stage, area: number): number {
  const seconds = stage.durationMs / 1000;
  const slope = (stage.to - stage.from) / seconds;
  if (Math.abs(slope) < 1e-12) return (area / stage.from) * 1000;
  const root = Math.sqrt(Math.max(0, stage.from * stage.from + 2 * slope * area));
  // The form without subtraction of near values; both are the same root.
  return ((2 * area) / (stage.from + root)) * 1000 || 0;
}
