/** Claims about what load shows: checks, latency, errors, throughput, and what a journey measures of its own. */
import { type Tags, tagLabel } from '../../std/tags.ts';
import { parseThreshold } from '../../std/threshold.ts';
import { type PercentText, parsePercent } from '../../std/units.ts';
import type { Journey } from '../journey.ts';
import type { OptionNames } from '../options.ts';
import {
  ABORT_FIELD,
  ABORT_OPTION,
  type Abortable,
  abortable,
  base,
  type ClaimBase,
  type ClaimOptions,
  COMMON,
} from './base.ts';
import {
  flagField,
  journeyField,
  optional,
  orNull,
  parsedBy,
  percent,
  tags,
  textField,
  threshold,
  wholeNumberField,
} from './field.ts';
import type { ClaimSpecs, ClaimWords } from './spec.ts';

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

/** By kind. */
export interface LoadClaims {
  checks: ChecksClaim;
  latency: LatencyClaim;
  errors: ErrorsClaim;
  throughput: ThroughputClaim;
  metric: MetricClaim;
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
} satisfies ClaimWords<LoadClaims>;

const SAMPLED_OPTIONS: OptionNames<SampledOptions> = { minSamples: true, pooled: true };
const SAMPLED_FIELDS = { minSamples: optional(wholeNumberField(1)), pooled: optional(flagField) };
const SELECTING: OptionNames<SelectingOptions> = {
  ...COMMON,
  ...ABORT_OPTION,
  ...SAMPLED_OPTIONS,
  step: true,
  tags: true,
};
const SELECTING_FIELDS = {
  ...ABORT_FIELD,
  ...SAMPLED_FIELDS,
  journey: journeyField,
  step: orNull(textField),
  tags: optional(tags),
};

export const loadSpecs: ClaimSpecs<LoadClaims, typeof loadClaims> = {
  checks: {
    takes: { at: 1, names: { ...COMMON, ...ABORT_OPTION, ...SAMPLED_OPTIONS, check: true, atLeast: true } },
    fields: { ...ABORT_FIELD, ...SAMPLED_FIELDS, journey: journeyField, check: orNull(textField), atLeast: percent },
    check(path, { atLeast }, _plan, problems) {
      const parsed = parsePercent(atLeast);
      if (parsed.ok && parsed.value === 0) {
        const hint = "write a bound that can be broken, such as '99%'";
        problems.add(`${path}.atLeast`, `'${atLeast}' cannot be broken`, hint);
      }
    },
  },
  latency: {
    timed: true,
    takes: { at: 2, names: SELECTING },
    fields: { ...SELECTING_FIELDS, threshold: threshold('time') },
  },
  errors: { takes: { at: 2, names: SELECTING }, fields: { ...SELECTING_FIELDS, threshold: threshold('rate') } },
  throughput: {
    timed: true,
    takes: { at: 2, names: SELECTING },
    fields: { ...SELECTING_FIELDS, threshold: threshold('completions') },
  },
  metric: {
    timed: true,
    takes: { at: 3, names: { ...COMMON, ...SAMPLED_OPTIONS } },
    fields: { ...SAMPLED_FIELDS, journey: journeyField, metric: textField, threshold: parsedBy(thresholdOfSome) },
  },
};

/** What kind of metric it is about is known only when it was measured; one of the kinds must allow it. */
function thresholdOfSome(written: string): { ok: true } | { ok: false; problem: string; hint: string } {
  const parsed = (['trend', 'rate', 'counter', 'gauge'] as const).map((kind) => parseThreshold(written, kind));
  if (parsed.some(({ ok }) => ok)) return { ok: true };
  const refused = parsed.filter((one) => !one.ok);
  const told = refused.find(({ problem }) => !problem.endsWith('cannot be asked here')) ?? refused[0];
  const hint =
    "write such as 'p(95)<500' of a trend, 'rate>99%' of a rate, 'count<5' of a counter, 'max<100' of a gauge";
  return { ok: false, problem: told?.problem ?? '', hint };
}

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
