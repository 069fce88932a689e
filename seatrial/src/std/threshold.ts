/**
 * k6's threshold grammar, `aggregation operator number`, with units beside bare numbers: `p(95)<200ms`, `rate<0.1%`,
 * `rate>100/s`, `count<5`. Parsed as data, never evaluated as code. What cannot be read is refused with what to write
 * instead, and so is a bound that nothing measured can have (below 0, a share above 1), that nothing can break (`rate<=100%`)
 * or that nothing can keep (`count<0`).
 *
 * Source: the BNF in k6's `metrics/thresholds_parser.go`. Beyond it: units, and `count` of a rate.
 */
import { type Parsed, parseDuration, parsePercent, parseRate } from './units.ts';

/**
 * `trend`: values from 0; `time`: a trend whose values are above 0; `rate`: the share of something that is so; `counter`: a
 * sum, and how much a second; `completions`: a counter of whole things; `gauge`: a level, which alone may be below 0.
 */
export type MetricType = 'trend' | 'time' | 'rate' | 'counter' | 'completions' | 'gauge';

export type Operator = '>' | '>=' | '<' | '<=' | '==' | '===' | '!=';

export interface Threshold {
  readonly aggregation: 'count' | 'rate' | 'value' | 'avg' | 'min' | 'med' | 'max' | 'p';
  /** N of `p(N)`, 0..100; null for every other aggregation. */
  readonly percentile: number | null;
  readonly operator: Operator;
  /** Milliseconds of a trend; `rate`: a ratio (0..1) of a rate, per second of a counter; `count`: a number. */
  readonly bound: number;
}

export type ParsedThreshold = { ok: true; threshold: Threshold } | { ok: false; problem: string; hint: string };

interface Grammar {
  readonly aggregations: readonly string[];
  /** Reads a bound that has a unit. */
  readonly withUnit: (text: string) => Parsed;
  readonly example: string;
}

const NO_UNIT: Parsed = { ok: false, problem: 'a level has no unit', hint: 'write a bare number' };

const TREND = { aggregations: ['avg', 'min', 'med', 'max', 'p'], withUnit: parseDuration, example: 'p(95)<200ms' };
const COUNTER = { aggregations: ['rate', 'count'], withUnit: parseRate, example: 'rate>100/s' };
const GRAMMAR: Readonly<Record<MetricType, Grammar>> = {
  trend: TREND,
  time: TREND,
  rate: { aggregations: ['rate', 'count'], withUnit: parsePercent, example: 'rate<0.1%' },
  counter: COUNTER,
  completions: COUNTER,
  gauge: { aggregations: ['value', 'min', 'max'], withUnit: () => NO_UNIT, example: 'max<100' },
};

const SHAPE = /^\s*([a-z]+)(?:\(([^()]*)\))?\s*(<=|<|>=|>|===|==|!=)\s*(\S+)\s*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a threshold over a metric; never throws.
 * @example parseThreshold('p(95)<200ms', 'trend')
 * // { ok: true, threshold: { aggregation: 'p', percentile: 95, operator: '<', bound: 200 } }
 */
export function parseThreshold(text: unknown, metric: MetricType): ParsedThreshold {
  const grammar = GRAMMAR[metric];
  const hint = `write an aggregation (${grammar.aggregations.map(spelt).join(', ')}), an operator and a bound, such as '${grammar.example}'`;
  const refuse = (problem: string): ParsedThreshold => ({ ok: false, problem, hint });
  if (typeof text !== 'string') return refuse(`${JSON.stringify(text)} is not a threshold`);
  const match = SHAPE.exec(text);
  if (!match) return refuse(`'${text}' is not a threshold`);
  const [, name = '', argument, operator, bound = ''] = match;
  if (!grammar.aggregations.includes(name)) return refuse(`'${name}' in '${text}' cannot be asked here`);
  if ((name === 'p') !== (argument !== undefined)) return refuse(`'${text}' names no percentile the way p(95) does`);
  const percentile = argument === undefined ? null : numberOf(argument);
  if (percentile !== null && !(percentile >= 0 && percentile <= 100)) {
    return refuse(`'p(${argument})' is not a percentile: one lies between 0 and 100`);
  }
  const value = boundOf(bound, name, grammar);
  if (!Number.isFinite(value)) return refuse(`'${bound}' in '${text}' is not a bound of '${name}'`);
  if (value < 0 && metric !== 'gauge')
    return refuse(`'${bound}' in '${text}' is below 0, and nothing measured ever is`);
  if (metric === 'rate' && name === 'rate' && value > 1) {
    return refuse(`'${bound}' in '${text}' is above 1, and a share never is: for per cent write '${bound}%'`);
  }
  const aggregation = name as Threshold['aggregation'];
  const threshold = { aggregation, percentile, operator: operator as Operator, bound: value };
  const idle = whyIdle(threshold, metric);
  if (idle === null) return { ok: true, threshold };
  const can = idle.startsWith('cannot be kept') ? 'kept' : 'broken';
  return {
    ok: false,
    problem: `'${text}' ${idle}`,
    hint: `write a bound that can be ${can}, such as '${grammar.example}'`,
  };
}

/** Why every figure would keep it, or none; null when figures decide. */
function whyIdle({ aggregation, operator, bound }: Threshold, metric: MetricType): string | null {
  if (metric === 'gauge') return null;
  const isShare = metric === 'rate' && aggregation === 'rate';
  const isWhole = aggregation === 'count' && metric !== 'counter';
  const lowest = bound < 0 || (bound === 0 && metric === 'time') ? 'below' : bound === 0 ? 'at' : null;
  const highest = isShare && bound === 1;
  const between = isWhole && !Number.isInteger(bound);
  const always =
    operator === '>' ? lowest === 'below' : operator === '>=' ? lowest !== null : operator === '<=' && highest;
  const never =
    operator === '<' ? lowest !== null : operator === '<=' ? lowest === 'below' : operator === '>' && highest;
  const apart = lowest === 'below' || between;
  if (always || (operator === '!=' && apart)) return `cannot be broken: ${rangeOf(metric, isShare, isWhole)}`;
  if (never || (operator.startsWith('==') && apart)) return `cannot be kept: ${rangeOf(metric, isShare, isWhole)}`;
  return null;
}

function rangeOf(metric: MetricType, isShare: boolean, isWhole: boolean): string {
  if (isShare) return 'a share lies between 0 and 100%, both included';
  if (isWhole) return 'a count is a whole number from 0 up';
  return metric === 'time' ? 'a time is above 0' : 'it is 0 or above whatever happens';
}

/** Whether a measured value, in the unit of the bound, keeps it. What was not measured (NaN) keeps nothing. */
export function keeps(value: number, { operator, bound }: Threshold): boolean {
  if (Number.isNaN(value)) return false;
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '!=':
      return value !== bound;
    default:
      return value === bound;
  }
}

/**
 * NaN when it is no bound of this aggregation. Only counts have no unit. Rounded to 15 digits, because 99.9 / 100 is not
 * the double that is written 0.999, and 999 of 1,000 must be exactly that bound.
 */
function boundOf(text: string, aggregation: string, grammar: Grammar): number {
  const parsed = aggregation === 'count' ? null : grammar.withUnit(text);
  return parsed?.ok ? Number(parsed.value.toPrecision(15)) : numberOf(text);
}

function numberOf(text: string): number {
  return NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
}

function spelt(aggregation: string): string {
  return aggregation === 'p' ? 'p(N)' : aggregation;
}
