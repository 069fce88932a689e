/**
 * A bound is judged in each phase, and the worst verdict counts: a calm baseline must not make up for a broken spike. A plan
 * that wants the phases together says `pooled`. A total is one thing, so counts are judged over all phases at once; and a
 * rate over loads that run at the same time is one rate.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { Answer } from './answer.ts';
import type { CoveredPhase } from './coverage.ts';
import { WORST_FIRST, worst } from './finding.ts';
import { loadTime } from './load-time.ts';

/** What is judged at once. */
export interface JudgedPart {
  readonly phases: readonly CoveredPhase[];
  /** `phase 'spike'`. */
  readonly name: string;
}

/** The answer about one part; the higher `badness`, the worse its figure is. */
export interface PartAnswer extends Omit<Answer, 'required'> {
  readonly badness: number;
}

const MOST_SHOWN = 5;
const MOST_OBSERVED = 2;

export function wholePart(phases: readonly CoveredPhase[]): JudgedPart[] {
  return phases.length === 0 ? [] : [{ phases, name: nameOf(phases) }];
}

export function eachPhase(phases: readonly CoveredPhase[]): JudgedPart[] {
  return phases.flatMap((phase) => wholePart([phase]));
}

/** Phases whose loads overlap in time are one part, because they are one load. */
export function eachLoad(phases: readonly CoveredPhase[], ledger: Ledger): JudgedPart[] {
  const loads: { toUs: number; phases: CoveredPhase[] }[] = [];
  const timed = phases.map((phase) => ({ phase, span: loadTime(phase, ledger) }));
  const start = (span: { fromUs: number } | null): number => span?.fromUs ?? Number.POSITIVE_INFINITY;
  for (const { phase, span } of timed.toSorted((a, b) => start(a.span) - start(b.span))) {
    const last = loads.at(-1);
    if (last && span && span.fromUs < last.toUs) {
      last.phases.push(phase);
      last.toUs = Math.max(last.toUs, span.toUs);
    } else loads.push({ toUs: span?.toUs ?? Number.NEGATIVE_INFINITY, phases: [phase] });
  }
  return loads.flatMap((load) => wholePart(load.phases));
}

/** The worst of them; where there are several, every sentence says which phase it is about. */
export function worstOf(required: string, judged: readonly (readonly [JudgedPart, PartAnswer])[]): Answer {
  const sorted = judged.toSorted(
    ([, a], [, b]) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) || b.badness - a.badness || 0,
  );
  const records = [...new Set(judged.flatMap(([, answer]) => answer.records))];
  const [only, ...others] = sorted;
  if (!only) return { verdict: 'unproven', required, observed: 'nothing', because: ['no phase ran'], records };
  const { verdict, observed, because } = only[1];
  const { telling = [] } = only[1];
  if (others.length === 0) return { verdict, required, observed, because, records, telling };
  return {
    verdict: worst(judged.map(([, answer]) => answer.verdict)),
    required,
    observed: [
      ...sorted.slice(0, MOST_OBSERVED).map(([part, answer]) => `${answer.observed} in ${part.name}`),
      ...more(sorted.length - MOST_OBSERVED),
    ].join('; '),
    because: [
      ...sorted
        .slice(0, MOST_SHOWN)
        .flatMap(([part, answer]) => answer.because.map((sentence) => `${part.name}: ${sentence}`)),
      ...more(sorted.length - MOST_SHOWN),
    ],
    records,
    telling,
  };
}

function more(count: number): string[] {
  return count > 0 ? [`${count} more ${count === 1 ? 'phase' : 'phases'}, each no worse`] : [];
}

function nameOf(phases: readonly CoveredPhase[]): string {
  const names = phases.map(({ name }) => `'${name}'`);
  return names.length === 1 ? `phase ${names[0]}` : `phases ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
