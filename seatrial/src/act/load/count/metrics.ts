/**
 * What a journey measures of its own: `t.metric`. Constant memory: each name is one reading a window. A value that no
 * such metric can have is a mistake of the journey and throws a sentence.
 */
import type { MetricReading } from '../../../evidence/records.ts';
import type { JourneyMetrics } from '../../../plan/journey.ts';
import { DoubtfulValue, textOf, wrongValue } from '../../../plan/mistake.ts';
import { Histogram, MAX_US } from '../../../std/histogram.ts';

/** More names than this in a phase are counted together, so that ids in names cannot fill the memory. */
const MAX_METRICS = 200;
/** A trend is kept in thousandths. */
const SCALE = 1000;
const MOST_OF_TREND = Math.floor(MAX_US / SCALE);

type Gathering = Exclude<MetricReading, { type: 'trend' }> | { type: 'trend'; values: Histogram };

export class Metrics implements JourneyMetrics {
  readonly #gathered = new Map<string, Gathering>();
  readonly #names = new Set<string>();
  #closed = false;

  count = (name: string, n = 1): void => {
    textOf('the name of t.metric.count', name);
    if (!isMeasure(n)) throw refusal('count', name, n);
    this.#of('counter', name, () => ({ type: 'counter', sum: 0 })).sum += n;
  };

  gauge = (name: string, value: number): void => {
    textOf('the name of t.metric.gauge', name);
    if (!Number.isFinite(value)) throw refusal('gauge', name, value);
    const gauge = this.#of('gauge', name, () => ({ type: 'gauge', last: value, least: value, most: value }));
    gauge.last = value;
    gauge.least = Math.min(gauge.least, value);
    gauge.most = Math.max(gauge.most, value);
  };

  rate = (name: string, ok: boolean): void => {
    textOf('the name of t.metric.rate', name);
    if (typeof ok !== 'boolean')
      throw wrongValue(`t.metric.rate('${name}')`, ok, 'true or false', 'compare it: write x === ...');
    this.#of('rate', name, () => ({ type: 'rate', passes: 0, fails: 0 }))[ok ? 'passes' : 'fails']++;
  };

  trend = (name: string, value: number): void => {
    textOf('the name of t.metric.trend', name);
    if (!isMeasure(value) || value > MOST_OF_TREND) throw refusal('trend', name, value);
    this.#of('trend', name, () => ({ type: 'trend', values: new Histogram() })).values.record(value * SCALE);
  };

  /** What is measured from now on is what the end of the phase has left of an iteration, and is not kept. */
  close(): void {
    this.#closed = true;
  }

  /** Everything since it was asked last. */
  *take(): Iterable<{ metric: string } & MetricReading> {
    for (const [key, gathered] of this.#gathered) {
      const metric = key.slice(key.indexOf(' ') + 1);
      if (gathered.type === 'trend') yield { metric, type: 'trend', values: gathered.values.toData() };
      else yield { metric, ...gathered };
    }
    this.#gathered.clear();
  }

  #of<T extends Gathering['type']>(
    type: T,
    name: string,
    start: () => Extract<Gathering, { type: T }>,
  ): Extract<Gathering, { type: T }> {
    if (this.#names.size < MAX_METRICS) this.#names.add(name);
    const key = `${type} ${this.#names.has(name) ? name : 'other metrics'}`;
    const gathered = (this.#gathered.get(key) as Extract<Gathering, { type: T }> | undefined) ?? start();
    if (!this.#closed) this.#gathered.set(key, gathered);
    return gathered;
  }
}

function isMeasure(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function refusal(kind: string, name: string, value: unknown): Error {
  const wanted = `a ${kind === 'gauge' ? '' : 'positive '}number`;
  const most = kind === 'trend' ? ` up to ${MOST_OF_TREND}, in a larger unit where it is more` : '';
  if (typeof value === 'number')
    return new DoubtfulValue(`t.metric.${kind}('${name}'): ${value} cannot be measured; give ${wanted}${most}`);
  return wrongValue(`t.metric.${kind}('${name}')`, value, wanted);
}

/** `t.metric` of a user: kept where the user is at that moment, checked by `must`. */
export function metricsOf(kept: () => Metrics, must: (work: () => void) => void): JourneyMetrics {
  return {
    count: (name, n) => must(() => kept().count(name, n)),
    gauge: (name, value) => must(() => kept().gauge(name, value)),
    rate: (name, ok) => must(() => kept().rate(name, ok)),
    trend: (name, value) => must(() => kept().trend(name, value)),
  };
}
