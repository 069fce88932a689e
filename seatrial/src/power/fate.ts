/**
 * What becomes of a mutant, from the runs of the legs that reach it. Only a disproof of a claim that the healthy system
 * proved on the same leg is a catch, or a system that never became ready. What was not shown is neither caught nor missed in silence.
 */
import type { LegRun } from './run-leg.ts';

export type Fate =
  /** `by`: the claims that were disproven; none where the system never became ready. */
  | { readonly kind: 'killed'; readonly by: readonly string[] }
  /** Every claim that reaches it was proven. */
  | { readonly kind: 'survived' }
  /** `of`: claims that were proven of the healthy system and are not shown of this one. */
  | { readonly kind: 'unproven'; readonly of: readonly string[]; readonly because: string }
  | { readonly kind: 'timed out'; readonly because: string };

/** One leg with the mutant on, beside the claims that were proven there without. */
export interface Tried {
  readonly run: LegRun;
  readonly proven: ReadonlySet<string>;
}

/** `tried`: in their order; legs after a catch are not run. */
export function fateOf(tried: readonly Tried[]): Fate {
  if (tried.some(({ run }) => run.ending === 'never ready')) return { kind: 'killed', by: [] };
  const by = tried.flatMap((one) => claimsWith('disproven', one));
  if (by.length > 0) return { kind: 'killed', by: [...new Set(by)] };
  const late = tried.find(({ run }) => run.ending === 'timed out');
  if (late !== undefined) return { kind: 'timed out', because: late.run.because };
  const open = tried.filter((one) => one.run.ending === 'broken' || claimsWith('unproven', one).length > 0);
  if (open.length === 0) return { kind: 'survived' };
  const of = [...new Set(open.flatMap((one) => claimsWith('unproven', one)))];
  return { kind: 'unproven', of, because: open.map(({ run }) => run.because).find((text) => text !== '') ?? '' };
}

/** Of the claims that were proven without the mutant, those that now have another verdict. */
function claimsWith(verdict: 'disproven' | 'unproven', { run, proven }: Tried): string[] {
  return run.findings.filter((one) => one.verdict === verdict && proven.has(one.claim)).map(({ claim }) => claim);
}
