/**
 * Counts of what no window holds, step by step: what was under way when the phase was cut, what its iteration had left
 * running, and successes with a status that nobody had named. Emptied with every flush; the records add up.
 */

import type { Emit } from '../../../evidence/emit.ts';
import type { Counted, Floating, Statuses, Unfinished } from '../../../evidence/records.ts';
import { Histogram } from '../../../std/histogram.ts';

interface Span {
  readonly phase: string;
  readonly journey: string;
  readonly fromUs: number;
  readonly toUs: number;
}

export class BesideWindows {
  readonly #unfinished = new Map<string, Pick<Unfinished, 'of' | 'step' | 'count'> & { readonly waits: Histogram }>();
  readonly #floating = new Map<string, Pick<Floating, 'of' | 'step' | 'count'>>();
  readonly #statuses = new Map<string, Pick<Statuses, 'of' | 'step' | 'status' | 'count'>>();

  unfinished(of: Counted, step: string, waitedUs: number): void {
    const counts = entry(this.#unfinished, `${of} ${step}`, () => ({ of, step, count: 0, waits: new Histogram() }));
    counts.count++;
    counts.waits.record(waitedUs);
  }

  floating(of: Counted, step: string): void {
    entry(this.#floating, `${of} ${step}`, () => ({ of, step, count: 0 })).count++;
  }

  status(of: Counted, step: string, status: number): void {
    const named = of === 'request' ? {} : { of };
    entry(this.#statuses, `${of} ${status} ${step}`, () => ({ ...named, step, status, count: 0 })).count++;
  }

  flush(emit: Emit, { phase, journey, fromUs, toUs }: Span): void {
    const where = { phase, journey };
    for (const { waits: all, ...counts } of this.#unfinished.values()) {
      const waits = all.toData();
      emit({ kind: 'unfinished', ...where, ...counts, waitedUs: waits.sumUs, longestUs: waits.maxUs, waits });
    }
    for (const counts of this.#floating.values()) emit({ kind: 'floating', ...where, ...counts });
    for (const counts of this.#statuses.values()) emit({ kind: 'statuses', ...where, fromUs, toUs, ...counts });
    for (const counted of [this.#unfinished, this.#floating, this.#statuses]) counted.clear();
  }
}

function entry<Counts>(all: Map<string, Counts>, key: string, start: () => Counts): Counts {
  let counts = all.get(key);
  if (counts === undefined) {
    counts = start();
    all.set(key, counts);
  }
  return counts;
}
