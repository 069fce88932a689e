/**
 * What becomes of a mutant, from the runs of the legs that reach it. A mutant is caught when a claim that the healthy system
 * proved on that leg is disproven, or when the system does not start or run on. If something was not shown, it is neither caught
 * nor survived.
 */
import { CLAIMS } from '../plan/claims/claim.ts';
import { isClaimKind } from '../plan/claims/fields.ts';
import type { LegRun } from './run-leg.ts';

export type Fate =
  /** `by`: the claims that were disproven. `gone`: how the system ended the trial, where no claim was. */
  | { readonly kind: 'killed'; readonly by: readonly string[]; readonly gone?: string }
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
export function mutantFate(tried: readonly Tried[]): Fate {
  const by = tried.flatMap((one) => claimsWith('disproven', one));
  if (by.length > 0) return { kind: 'killed', by: [...new Set(by)] };
  const gone = tried.find(({ run }) => run.ending === 'system gone');
  if (gone !== undefined) return { kind: 'killed', by: [], gone: gone.run.because };
  const late = tried.find(({ run }) => run.ending === 'timed out');
  if (late !== undefined) return { kind: 'timed out', because: late.run.because };
  if (!tried.some(({ run, proven }) => run.findings.some(({ claim }) => proven.has(claim))))
    return { kind: 'unproven', of: [], because: 'no claim was judged' };
  const open = tried.filter((one) => one.run.ending === 'broken' || claimsWith('unproven', one).length > 0);
  if (open.length === 0) return { kind: 'survived' };
  const of = [...new Set(open.flatMap((one) => claimsWith('unproven', one)))];
  return { kind: 'unproven', of, because: open.map(({ run }) => run.because).find((text) => text !== '') ?? '' };
}

/** Whether one run of a leg leaves open what another might show: something was not shown, or only what leans on time speaks against the system. */
export function isOpen(one: Tried): boolean {
  const fate = mutantFate([one]);
  if (fate.kind !== 'killed') return fate.kind === 'unproven';
  const kinds = one.run.findings.filter(({ claim }) => fate.by.includes(claim)).map(({ kind }) => kind);
  return kinds.length > 0 && kinds.every(isTimed);
}

function isTimed(kind: string): boolean {
  return isClaimKind(kind) && CLAIMS[kind].timed === true;
}

/** Of the claims that were proven without the mutant, those that now have another verdict. */
function claimsWith(verdict: 'disproven' | 'unproven', { run, proven }: Tried): string[] {
  return run.findings.filter((one) => one.verdict === verdict && proven.has(one.claim)).map(({ claim }) => claim);
}
