/** Steps of one user that have returned while answers to clients of the journey's own were still coming, until they have come. */
import type { StepTraffic } from './step-traffic.ts';

export class LeftBodies {
  /** Of this iteration. */
  #returned: StepTraffic[] = [];
  /** Of iterations before. */
  readonly #left = new Set<StepTraffic>();

  returned(traffic: StepTraffic): void {
    this.#returned.push(traffic);
  }

  /** The iteration is over. */
  left(): void {
    if (this.#returned.length === 0) return;
    for (const traffic of this.#returned) {
      if (!traffic.isOpen) continue;
      traffic.left(() => this.#left.delete(traffic));
      this.#left.add(traffic);
    }
    this.#returned = [];
  }

  /** The phase is cut. */
  cut(): void {
    for (const traffic of this.#left) traffic.cut();
    this.#left.clear();
  }
}
