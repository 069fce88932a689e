/** Claims about what load shows: checks, latency, errors, throughput, and what a journey measures of its own. */
import { type Tags, tagLabel } from '../../std/tags.ts';
import type { PercentText } from '../../std/units.ts';
import type { Journey } from '../journey.ts';
import { type Abortable, abortable, base, type ClaimBase, type ClaimOptions } from './base.ts';

/** A claim about requests: those of one step, those with certain tags, those with both, or all of the journey. */
export interface Selecting {
  readonly journey: string;
  /** One step by name; every request of the journey unless told; `iteration` for the whole journey. */
  readonly step: string | null;
  /** Only requests that have all of these tags. */
  readonly tags?: Tags;
}

export interface ChecksClaim extends ClaimBase, Abortable {
  readonly kind: 'checks';
  readonly journey: string;
  /** One check by name, or every check of the journey. */
  readonly check: string | null;
  readonly atLeast: PercentText;
}

/** A k6 threshold over response time (due to ended), such as `p(95)<200ms`; a bare number is milliseconds, as in k6. */
export interface LatencyClaim extends ClaimBase, Abortable, Selecting {
  readonly kind: 'latency';
  readonly threshold: string;
  readonly minSamples: number;
}

/** A k6 threshold over failed requests: `rate<0.1%`, `rate<0.001` or `count<5`. */
export interface ErrorsClaim extends ClaimBase, Abortable, Selecting {
  readonly kind: 'errors';
  readonly threshold: string;
  readonly minSamples: number;
}

/** A k6 threshold over successful completions: `rate>100/s`, `rate>100` or `count>1000`. */
export interface ThroughputClaim extends ClaimBase, Abortable, Selecting {
  readonly kind: 'throughput';
  readonly threshold: string;
}

/** A k6 threshold over what a journey measures of its own, in the grammar of that kind of metric. */
export interface MetricClaim extends ClaimBase {
  readonly kind: 'metric';
  readonly journey: string;
  readonly metric: string;
  readonly threshold: string;
}

export interface SelectingOptions extends ClaimOptions, Abortable {
  step?: string;
  tags?: Tags;
}

export interface SamplesOptions extends SelectingOptions {
  minSamples?: number;
}

export const loadClaims = {
  /** Every check of the journey holds (or at least that share of them). */
  checks: (
    journey: Journey,
    options: ClaimOptions & Abortable & { check?: string; atLeast?: PercentText } = {},
  ): ChecksClaim => ({
    kind: 'checks',
    ...abortable(options),
    ...base(`checks of ${journey.name}${options.check ? `: ${options.check}` : ''}`, 'function', options),
    journey: journey.name,
    check: options.check ?? null,
    atLeast: options.atLeast ?? '100%',
  }),
  /**
   * @example claim.latency(order, 'p(95)<200ms', { during: 'baseline' })
   * @example claim.latency(order, 'p(95)<200ms', { tags: { kind: 'small' } })
   */
  latency: (journey: Journey, threshold: string, options: SamplesOptions = {}): LatencyClaim => ({
    kind: 'latency',
    ...abortable(options),
    ...base(`latency of ${about(journey, options)} ${threshold}`, 'performance', options),
    ...selecting(journey, options),
    threshold,
    minSamples: options.minSamples ?? 20,
  }),
  /** @example claim.errors(order, 'rate<0.1%') */
  errors: (journey: Journey, threshold: string, options: SamplesOptions = {}): ErrorsClaim => ({
    kind: 'errors',
    ...abortable(options),
    ...base(`errors of ${about(journey, options)} ${threshold}`, 'function', options),
    ...selecting(journey, options),
    threshold,
    minSamples: options.minSamples ?? 1,
  }),
  /** @example claim.throughput(order, 'rate>100/s') */
  throughput: (journey: Journey, threshold: string, options: SelectingOptions = {}): ThroughputClaim => ({
    kind: 'throughput',
    ...abortable(options),
    ...base(`throughput of ${about(journey, options)} ${threshold}`, 'performance', options),
    ...selecting(journey, options),
    threshold,
  }),
  /** @example claim.metric(order, 'basket value', 'p(95)<500') */
  metric: (journey: Journey, metric: string, threshold: string, options: ClaimOptions = {}): MetricClaim => ({
    kind: 'metric',
    ...base(`${metric} of ${journey.name} ${threshold}`, 'function', options),
    journey: journey.name,
    metric,
    threshold,
  }),
};

function about(journey: Journey, { step, tags }: SelectingOptions): string {
  const parts = [journey.name, ...(step === undefined ? [] : [`/ ${step}`]), ...(tags ? [tagLabel(tags)] : [])];
  return parts.join(' ');
}

function selecting(journey: Journey, { step, tags }: SelectingOptions): Selecting {
  return { journey: journey.name, step: step ?? null, ...(tags === undefined ? {} : { tags }) };
}
