/**
 * What every renderer is given: one run as it was recorded and judged. Renderers are pure functions of it: they read no
 * file, no clock and no random source, so the same run always gives the same text.
 */

import type { Header } from '../evidence/header.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Finding } from '../judge/finding.ts';
import type { Scorecard } from '../judge/scorecard.ts';
import { many } from '../std/many.ts';
import { READINESS_WORD } from './text/marks.ts';

export interface RunView {
  /** Where the run lies, as it is to be shown: relative to the reader. */
  readonly directory: string;
  readonly header: Header;
  readonly ledger: Ledger;
  /** How large its journal is. */
  readonly journalBytes: number;
  readonly findings: readonly Finding[];
  readonly scorecard: Scorecard;
  /** Whether the run's digests were written, so that a change of the evidence would be noticed. */
  readonly seal: 'sealed' | 'unsealed';
}

/** The sentence under the final word: `2 of 8 claims are disproven, 1 is unproven.` */
export function summaryOf(findings: readonly Finding[]): string {
  const total = findings.length;
  if (total === 0) return 'The plan claims nothing, so nothing is shown.';
  const [first, second] = (['disproven', 'unproven'] as const)
    .map((verdict) => ({ verdict, count: findings.filter((finding) => finding.verdict === verdict).length }))
    .filter((group) => group.count > 0);
  if (!first) return total === 1 ? 'The one claim is proven.' : `All ${many(total, 'claim')} are proven.`;
  const are = (count: number): string => (count === 1 ? 'is' : 'are');
  const rest = second ? `, ${second.count} ${are(second.count)} ${second.verdict}` : '';
  return `${first.count} of ${many(total, 'claim')} ${are(first.count)} ${first.verdict}${rest}.`;
}

/** The share of all weight that is proven, in whole percent, never rounded up. */
export function provenPercent(score: number): string {
  return `${Math.floor(score * 100 + 1e-9)}%`;
}

/** A word as one argument of a shell command. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The final word: of a part of a plan, what was shown of it. */
export function finalWord({
  header: { plan },
  scorecard: { readiness, verdict },
}: Pick<RunView, 'header' | 'scorecard'>): string {
  return plan.partOf !== undefined && verdict === 'proven' ? 'Proven in part' : READINESS_WORD[readiness];
}

/** What the command line made of the plan, as sentences: a part of it, values of its settings. None where it ran as it is. */
export function partNotices({ header: { plan } }: Pick<RunView, 'header'>): string[] {
  return [...partNotice(plan), ...settingsNotice(plan)];
}

function partNotice({ partOf }: Header['plan']): string[] {
  if (partOf === undefined) return [];
  const { claims, phases, leftOut } = partOf;
  const by = [...claims.map((id) => `--claim '${id}'`), ...phases.map((name) => `--phase '${name}'`)].join(' ');
  return [
    `This is a part of the plan, chosen by ${by}: ${many(leftOut.claims, 'claim')} and ${many(leftOut.phases, 'phase')} were left out.`,
  ];
}

function settingsNotice({ settings = {} }: Header['plan']): string[] {
  const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return given.length === 0 ? [] : [`Run with --set ${given.join(' --set ')}.`];
}
