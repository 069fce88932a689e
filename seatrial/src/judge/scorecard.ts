/**
 * All findings by category, with weights. What is unproven earns nothing and cannot be made up for elsewhere: the whole
 * is `ready` only when every claim is proven, `not ready` when one is disproven, `not shown` otherwise; so is a part of a plan, of
 * which the rest was not asked.
 */
import { CATEGORIES, type Category } from '../plan/claims/claim.ts';
import { type Finding, type Verdict, worst } from './finding.ts';

export interface CategoryScore {
  readonly category: Category;
  readonly verdict: Verdict;
  /** Share of the category's weight that is proven, 0..1. */
  readonly score: number;
  readonly proven: number;
  readonly disproven: number;
  readonly unproven: number;
}

export interface Scorecard {
  readonly verdict: Verdict;
  readonly readiness: 'ready' | 'not ready' | 'not shown';
  /** Share of all weight that is proven, 0..1. */
  readonly score: number;
  readonly categories: readonly CategoryScore[];
}

const READINESS = { proven: 'ready', disproven: 'not ready', unproven: 'not shown' } as const;

/** Sums up findings; with none, the verdict is unproven and the score 0. `isPart`: there are claims that were left out. */
export function scorecard(findings: readonly Finding[], { isPart = false } = {}): Scorecard {
  const verdict = worst(findings.map((finding) => finding.verdict));
  const categories = CATEGORIES.map((category) => ({
    category,
    findings: findings.filter((finding) => finding.category === category),
  })).filter((group) => group.findings.length > 0);
  return {
    verdict,
    readiness: isPart && verdict === 'proven' ? 'not shown' : READINESS[verdict],
    score: provenShare(findings),
    categories: categories.map((group) => ({
      category: group.category,
      verdict: worst(group.findings.map((finding) => finding.verdict)),
      score: provenShare(group.findings),
      proven: count(group.findings, 'proven'),
      disproven: count(group.findings, 'disproven'),
      unproven: count(group.findings, 'unproven'),
    })),
  };
}

function provenShare(findings: readonly Finding[]): number {
  const total = findings.reduce((sum, finding) => sum + finding.weight, 0);
  const proven = findings.reduce((sum, finding) => sum + (finding.verdict === 'proven' ? finding.weight : 0), 0);
  return total === 0 ? 0 : proven / total;
}

function count(findings: readonly Finding[], verdict: Verdict): number {
  return findings.filter((finding) => finding.verdict === verdict).length;
}
