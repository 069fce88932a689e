/** Claims about what load shows: checks, latency, errors, throughput, and what a journey measures of its own. */
import { type Tags, tagLabel } from '../../std/tags.ts';
import type { PercentText } from '../../std/units.ts';
import type { Journey } from '../journey.ts';
import { type Abortable, abortable, base, type ClaimBase, type ClaimOptions } from './base.ts';

/** A claim about requests: those of one step, those with certain tags, those with both, or all of the journey. */
export interface Selecting {
  readonly journey: string;
  /** One step by name; every request of the journey by default; `iteration` for the whole journey. */
  readonly step: string | null;
  /** Only requests that have all of these tags. */
  readonly tags?: Tags;
}

/** How much a claim asks of the evidence. */
export interface Sampled {
  /** Fewer than these are unproven. Absent: as many as it takes to see a violation (docs/explanation/judging.md). */
  readonly minSamples?: number;
  /** Whether all phases are judged as one; each of them is where it is absent, and the worst counts. */
  readonly pooled?: true;
}

export interface ChecksClaim extends ClaimBase, Abortable, Sampled {
  readonly kind: 'checks';
  readonly journey: string;
  /** One check by name, or every check of the journey. */
  readonly check: string | null;
  readonly atLeast: PercentText;
}

/** A k6 threshold over response time (due to ended), such as `p(95)<200ms`; a bare number is milliseconds, as in k6. */
export interface LatencyClaim extends ClaimBase, Abortable, Sampled, Selecting {
  readonly kind: 'latency';
  readonly threshold: string;
}

/** A k6 threshold over failed requests: `rate<0.1%`, `rate<0.001` or `count<5`. */
export interface ErrorsClaim extends ClaimBase, Abortable, Sampled, Selecting {
  readonly kind: 'errors';
  readonly threshold: string;
}

/** A k6 threshold over successful completions: `rate>100/s`, `rate>100` or `count>1000`. */
export interface ThroughputClaim extends ClaimBase, Abortable, Sampled, Selecting {
  readonly kind: 'throughput';
  readonly threshold: string;
}

/** A k6 threshold over what a journey measures of its own, in the grammar of that kind of metric. */
export interface MetricClaim extends ClaimBase, Sampled {
  readonly kind: 'metric';
  readonly journey: string;
  readonly metric: string;
  readonly threshold: string;
}

/** Options of how much is asked of the evidence. */
export interface SampledOptions {
  /** At least this many samples, in place of what the rule asks for; the finding says so. */
  minSamples?: number;
  /** Judges all phases as one. By default each is judged, and the worst counts. */
  pooled?: boolean;
}

export interface SelectingOptions extends ClaimOptions, Abortable, SampledOptions {
  step?: string;
  tags?: Tags;
}

export const loadClaims = {
  /** Every check of the journey holds (or at least that share of them). */
  checks: (
    journey: Journey,
    options: ClaimOptions & Abortable & SampledOptions & { check?: string; atLeast?: PercentText } = {},
  ): ChecksClaim => ({
    kind: 'checks',
    ...abortable(options),
    ...sampled(options),
    ...base(`checks of ${journey.name}${options.check ? `: ${options.check}` : ''}`, 'function', options),
    journey: journey.name,
    check: options.check ?? null,
    atLeast: options.atLeast ?? '100%',
  }),
  /**
   * @example claim.latency(order, 'p(95)<200ms', { during: 'baseline' })
   * @example claim.latency(order, 'p(95)<200ms', { tags: { kind: 'small' } })
   */
  latency: (journey: Journey, threshold: string, options: SelectingOptions = {}): LatencyClaim => ({
    kind: 'latency',
    ...abortable(options),
    ...sampled(options),
    ...base(`latency of ${about(journey, options)} ${threshold}`, 'performance', options),
    ...selecting(journey, options),
    threshold,
  }),
  /** @example claim.errors(order, 'rate<0.1%') */
  errors: (journey: Journey, threshold: string, options: SelectingOptions = {}): ErrorsClaim => ({
    kind: 'errors',
    ...abortable(options),
    ...sampled(options),
    ...base(`errors of ${about(journey, options)} ${threshold}`, 'function', options),
    ...selecting(journey, options),
    threshold,
  }),
  /** @example claim.throughput(order, 'rate>100/s') */
  throughput: (journey: Journey, threshold: string, options: SelectingOptions = {}): ThroughputClaim => ({
    kind: 'throughput',
    ...abortable(options),
    ...sampled(options),
    ...base(`throughput of ${about(journey, options)} ${threshold}`, 'performance', options),
    ...selecting(journey, options),
    threshold,
  }),
  /** @example claim.metric(order, 'basket value', 'p(95)<500') */
  metric: (
    journey: Journey,
    metric: string,
    threshold: string,
    options: ClaimOptions & SampledOptions = {},
  ): MetricClaim => ({
    kind: 'metric',
    ...sampled(options),
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

function sampled({ minSamples, pooled }: SampledOptions): Sampled {
  return {
    ...(minSamples === undefined ? {} : { minSamples }),
    ...(pooled === undefined || pooled === false ? {} : { pooled }),
  };
}

function selecting(journey: Journey, { step, tags }: SelectingOptions): Selecting {
  return { journey: journey.name, step: step ?? null, ...(tags === undefined ? {} : { tags }) };
}
