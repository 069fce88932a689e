/**
 * Counts of what no window holds, step by step: what was under way when the phase was cut, what its iteration had left
 * running, successes with a status that nobody had named, and where redirects led. Emptied with every flush; the records add up.
 */

import type { Emit } from '../../../evidence/emit.ts';
import { firstSegmentOf } from '../../../evidence/places.ts';
import type { Counted, Floating, Redirected, Statuses, Unfinished } from '../../../evidence/records.ts';
import { Histogram } from '../../../std/histogram.ts';

/** Of one step, more places than this are told by their first segment, with `/…` behind it. */
const MAX_PLACES = 20;

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

  readonly #led = new Map<string, Pick<Redirected, 'of' | 'step' | 'to' | 'status' | 'count'>>();
  readonly #places = new Map<string, Set<string>>();

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

  led(of: Counted, step: string, place: string, status: number | undefined): void {
    const places = this.#places.get(`${of} ${step}`) ?? new Set();
    this.#places.set(`${of} ${step}`, places.size < MAX_PLACES ? places.add(place) : places);
    const to = places.has(place) ? place : firstSegmentOf(place);
    const named = { ...(of === 'request' ? {} : { of }), ...(status === undefined ? {} : { status }) };
    entry(this.#led, `${of} ${status} ${to} ${step}`, () => ({ ...named, step, to, count: 0 })).count++;
  }

  flush(emit: Emit, { phase, journey, fromUs, toUs }: Span): void {
    const where = { phase, journey };
    for (const { waits: all, ...counts } of this.#unfinished.values()) {
      const waits = all.toData();
      emit({ kind: 'unfinished', ...where, ...counts, waitedUs: waits.sumUs, longestUs: waits.maxUs, waits });
    }
    for (const counts of this.#floating.values()) emit({ kind: 'floating', ...where, ...counts });
    for (const counts of this.#statuses.values()) emit({ kind: 'statuses', ...where, fromUs, toUs, ...counts });
    for (const counts of this.#led.values()) emit({ kind: 'redirected', ...where, fromUs, toUs, ...counts });
    for (const counted of [this.#unfinished, this.#floating, this.#statuses, this.#led]) counted.clear();
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
