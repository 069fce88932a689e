/**
 * How many samples a claim needs so that its violation could have been seen. The one place for that rule.
 *
 * A share: if the bound p is just broken, none of n samples shows it with probability (1 - p)^n. That is at most 5 % from
 * n = ln 0.05 / ln(1 - p) on, about 3 / p: the "rule of three" (Hanley and Lippman-Hand, "If nothing goes wrong, is
 * everything all right?", JAMA 249, 1983). A percentile is a share too: p(99) is about the 1 % of times above it. What was
 * seen is taken as it is: these numbers say from when on seeing nothing means something.
 */
import type { Threshold } from '../std/threshold.ts';
import { formatRatio } from '../std/units.ts';
import { many, outOf } from './wording.ts';

export const CONFIDENCE = 0.95;
/** Fewer times than these say little, whatever their figure is. */
export const FEWEST_TIMES = 20;
/** A rate needs this many completions, or a time in which its bound would have made as many. */
export const FEWEST_OF_A_RATE = 20;

/** Of a share that must stay below `bound`, or reach it: how many samples would have shown that it does not. */
export function enoughForShare({ aggregation, operator, bound }: Threshold): number {
  if (aggregation === 'count') return 1;
  if (operator.startsWith('<')) return seenWithin(bound);
  return operator.startsWith('>') ? seenWithin(1 - bound) : 1;
}

/** Of times: for a percentile, the share beyond it must have been seen. */
export function enoughForTimes(threshold: Threshold): number {
  return Math.max(FEWEST_TIMES, enoughForPercentile(threshold));
}

/** 1 for what is no percentile. */
export function enoughForPercentile({ aggregation, percentile }: Threshold): number {
  const q = aggregation === 'med' ? 0.5 : percentile === null ? 0 : percentile / 100;
  return seenWithin(Math.min(q, 1 - q));
}

/** Whether so few samples were taken that a single bad one breaks any share: then it is luck, and no disproof. */
export function isSingleAmongFew(bad: number, count: number, share: number): boolean {
  return bad === 1 && share > 0 && count < 1 / share;
}

/** What a claim asks for: what its plan says, or what the rule says. */
export interface Demand {
  readonly samples: number;
  /** Said in the plan. */
  readonly said: boolean;
  /** What the rule says. */
  readonly rule: number;
}

export function demand(minSamples: number | null | undefined, rule: number): Demand {
  return { samples: minSamples ?? rule, said: minSamples !== undefined && minSamples !== null, rule };
}

/** Why so many samples are too few; `all` where some of them failed. */
export function tooFew(
  count: number,
  noun: string,
  { samples, said }: Demand,
  required: string,
  all: number = count,
): string {
  const verb = count === 1 ? 'was' : 'were';
  const there = all === count ? `there ${verb} ${many(count, noun)}` : `${outOf(count, all, noun)} succeeded`;
  if (said) return `${there}, and the claim asks for ${samples.toLocaleString('en-US')}`;
  const needed = `at least ${samples.toLocaleString('en-US')} are needed`;
  return `${there}, too few for ${required}: ${needed} to see a violation with ${formatRatio(CONFIDENCE)} confidence`;
}

/** A sentence where a plan makes do with fewer than the rule asks for; nothing otherwise. */
export function madeDoWith(count: number, noun: string, { samples, said, rule }: Demand): string[] {
  if (!said || count >= rule || count < samples) return [];
  const asked = `judged from ${many(count, noun)} because the plan says minSamples: ${samples.toLocaleString('en-US')}`;
  return [`${asked}; without it ${rule.toLocaleString('en-US')} are needed`];
}

function seenWithin(share: number): number {
  if (!(share > 0 && share < 1)) return 1;
  // Without the factor, a share such as 1 - 0.95 would ask for one sample more by its last binary digit.
  return Math.max(1, Math.ceil((Math.log(1 - CONFIDENCE) / Math.log(1 - share)) * (1 - 2 ** -40)));
}
