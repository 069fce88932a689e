/**
 * What the system promises. A claim is plain data: it is written to the run's header, so that a run can be judged again
 * without the plan file. It names what it is about (a journey, phases, a fault) and the bound it must keep.
 */
import { type Tags, tagLabel } from '../std/tags.ts';
import type { DurationText, PercentText } from '../std/units.ts';
import type { FaultKind } from './fault.ts';
import type { Journey } from './journey.ts';

export const CATEGORIES = [
  'function',
  'contract',
  'performance',
  'resilience',
  'data safety',
  'security',
  'compliance',
  'operability',
  'delivery',
] as const;

export type Category = (typeof CATEGORIES)[number];

interface ClaimBase {
  /** Unique in the plan; made from what is claimed unless told. */
  readonly id: string;
  readonly category: Category;
  /** Its share within the category; 1 unless told. */
  readonly weight: number;
  /** Phases it is about; empty means every phase of the journey. */
  readonly during: readonly string[];
}

/** A claim that is judged while the trial runs as well. */
interface Abortable {
  /** Ends the trial once this is disproven: at once, or that long after the first of its phases started. */
  readonly abortOnFail?: true | { readonly after: DurationText };
}

/** A claim about requests: those of one step, those with certain tags, those with both, or all of the journey. */
interface Selecting {
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

/** After a fault is undone, the journey works again within a time and stays so for a sustained time. */
export interface RecoveryClaim extends ClaimBase {
  readonly kind: 'recovery';
  readonly journey: string | null;
  readonly after: FaultKind;
  readonly within: DurationText;
  readonly sustained: DurationText;
}

/** Every acknowledged write is read back with its value after it was written and after the last fault. */
export interface NoLostWritesClaim extends ClaimBase {
  readonly kind: 'no-lost-writes';
  readonly journey: string;
}

/** No tenant reaches what belongs to another, while every tenant reaches its own. */
export interface TenantIsolationClaim extends ClaimBase {
  readonly kind: 'tenant-isolation';
  readonly journey: string;
  readonly minAttempts: number;
}

/** The load generator kept up, so that the figures are about the system. */
export interface GeneratorClaim extends ClaimBase {
  readonly kind: 'generator';
  /** A threshold over how late iterations started: `p(99)<=20ms` unless told. */
  readonly lag?: string;
  /** A threshold over arrivals that nobody was free to start: `rate<=1%` unless told. */
  readonly dropped?: string;
}

export type Claim =
  | ChecksClaim
  | LatencyClaim
  | ErrorsClaim
  | ThroughputClaim
  | MetricClaim
  | RecoveryClaim
  | NoLostWritesClaim
  | TenantIsolationClaim
  | GeneratorClaim;

export type ClaimKind = Claim['kind'];

/** Options every claim takes. */
export interface ClaimOptions {
  id?: string;
  category?: Category;
  weight?: number;
  during?: string | readonly string[];
}

interface SelectingOptions extends ClaimOptions, Abortable {
  step?: string;
  tags?: Tags;
}

interface SamplesOptions extends SelectingOptions {
  minSamples?: number;
}

function base(id: string, category: Category, options: ClaimOptions): ClaimBase {
  const during = options.during === undefined ? [] : [options.during].flat();
  const suffix = during.length > 0 ? ` during ${during.join(', ')}` : '';
  return { id: options.id ?? id + suffix, category: options.category ?? category, weight: options.weight ?? 1, during };
}

function abortable({ abortOnFail }: Abortable): Abortable {
  return abortOnFail === undefined ? {} : { abortOnFail };
}

export const claim = {
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
  /** @example claim.recovery({ after: 'kill', within: '5s' }) */
  recovery: (
    options: ClaimOptions & { after: FaultKind; within: DurationText; sustained?: DurationText; journey?: Journey },
  ): RecoveryClaim => ({
    kind: 'recovery',
    ...base(`recovery after ${options.after} within ${options.within}`, 'resilience', options),
    journey: options.journey?.name ?? null,
    after: options.after,
    within: options.within,
    sustained: options.sustained ?? '1s',
  }),
  noLostWrites: (journey: Journey, options: ClaimOptions = {}): NoLostWritesClaim => ({
    kind: 'no-lost-writes',
    ...base(`no acknowledged write of ${journey.name} is lost`, 'data safety', options),
    journey: journey.name,
  }),
  tenantIsolation: (journey: Journey, options: ClaimOptions & { minAttempts?: number } = {}): TenantIsolationClaim => ({
    kind: 'tenant-isolation',
    ...base(`tenants of ${journey.name} are isolated`, 'security', options),
    journey: journey.name,
    minAttempts: options.minAttempts ?? 10,
  }),
  /**
   * @example claim.generator()
   * @example claim.generator({ lag: 'p(99)<2ms', dropped: 'count==0' })
   */
  generator: (options: ClaimOptions & { lag?: string; dropped?: string } = {}): GeneratorClaim => {
    const { lag, dropped } = options;
    const limits = { ...(lag === undefined ? {} : { lag }), ...(dropped === undefined ? {} : { dropped }) };
    const told = Object.entries(limits).map(([what, threshold]) => `${what} ${threshold}`);
    const id = ['the load generator kept up', ...told].join(', ');
    return { kind: 'generator', ...base(id, 'operability', options), ...limits };
  },
};

function about(journey: Journey, { step, tags }: SelectingOptions): string {
  const parts = [journey.name, ...(step === undefined ? [] : [`/ ${step}`]), ...(tags ? [tagLabel(tags)] : [])];
  return parts.join(' ');
}

function selecting(journey: Journey, { step, tags }: SelectingOptions): Selecting {
  return { journey: journey.name, step: step ?? null, ...(tags === undefined ? {} : { tags }) };
}
