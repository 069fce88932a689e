/**
 * What Seatrial said beside what is true. Pure: it sees the answer of one run and the truth of its row. The worst claim of
 * a row counts, and what is dangerous is worst: called proven what is not, then called disproven what is not.
 */
import type { Row, Truth } from './row.ts';

export type Outcome = 'right' | 'undecided' | 'wrong otherwise' | 'false disproven' | 'false proven' | 'skipped';

export interface Finding {
  readonly claim: string;
  readonly kind: string;
  readonly verdict: string;
  readonly observed: string;
  readonly because: readonly string[];
}

/** How one run ended. */
export interface Answer {
  readonly code: number | null;
  /** Standard output and error: what a person may read. */
  readonly words: string;
  /** The report, when there is one. */
  readonly report: { readonly verdict: string; readonly findings: readonly Finding[] } | null;
  /** Processes that outlived the run. */
  readonly left: readonly string[];
  readonly tookS: number;
}

export interface Judged {
  readonly outcome: Outcome;
  /** Of each thing that is not right: a line for people. */
  readonly why: readonly string[];
}

const WORST_FIRST: readonly Outcome[] = ['false proven', 'false disproven', 'wrong otherwise', 'undecided', 'right'];

export function judge(row: Row, answer: Answer): Judged {
  const parts = [
    ...('mistake' in row.truth
      ? judgeMistake(row.truth.mistake as readonly RegExp[], answer)
      : judgeClaims(row, answer)),
    ...answer.left.map((process): Judged => wrong('wrong otherwise', `left running: ${process}`)),
  ];
  const outcome = WORST_FIRST.find((candidate) => parts.some((part) => part.outcome === candidate)) ?? 'right';
  return { outcome, why: parts.flatMap(({ why }) => why) };
}

function judgeMistake(words: readonly RegExp[], answer: Answer): Judged[] {
  if (answer.code === 64) {
    const unsaid = words.filter((word) => !word.test(answer.words));
    return unsaid.map((word) => wrong('wrong otherwise', `never said ${word}: ${answer.words.trim().slice(0, 600)}`));
  }
  const outcomes: Record<string, Outcome> = { 0: 'false proven', 1: 'false disproven', 2: 'undecided' };
  return [
    wrong(outcomes[`${answer.code}`] ?? 'wrong otherwise', `a mistake of the plan ended with exit code ${answer.code}`),
  ];
}

function judgeClaims(row: Row, answer: Answer): Judged[] {
  const { report, code } = answer;
  if (report === null || !(code === 0 || code === 1 || code === 2 || code === 64))
    return [
      wrong(
        'wrong otherwise',
        `exit code ${code} and ${report ? 'a' : 'no'} report: ${answer.words.trim().slice(-600)}`,
      ),
    ];
  const truths = row.truth as Readonly<Record<string, Truth>>;
  const named = Object.entries(truths).flatMap(([name, truth]) => judgeNamed(name, truth, report));
  const { others } = row;
  named.push(...judgeWords(row, report.findings));
  if (others === undefined) return named;
  const rest = report.findings.filter(({ claim, kind }) => !(claim in truths || kind in truths));
  return [...named, ...rest.map((finding) => compare(finding, others))];
}

function judgeWords({ says = {} }: Row, findings: readonly Finding[]): Judged[] {
  return Object.entries(says).flatMap(([name, words]) => {
    const finding = findings.find(({ claim }) => claim === name);
    const said = finding === undefined ? '' : [finding.observed, ...finding.because].join('; ');
    return words.test(said) ? [] : [wrong('wrong otherwise', `${name} never says ${words}: ${said.slice(0, 500)}`)];
  });
}

function judgeNamed(name: string, truth: Truth, report: NonNullable<Answer['report']>): Judged[] {
  if (name === 'whole') {
    const because = report.findings.filter(({ verdict }) => verdict !== 'proven').map(({ claim }) => claim);
    return [compare({ claim: 'whole', kind: '', verdict: report.verdict, observed: '', because }, truth)];
  }
  const findings = report.findings.filter(({ claim, kind }) => claim === name || kind === name);
  if (findings.length === 0) return [wrong('wrong otherwise', `there is no finding about '${name}'`)];
  return findings.map((finding) => compare(finding, truth));
}

function compare({ claim, verdict, observed, because }: Finding, truth: Truth): Judged {
  const outcome = outcomeOf(verdict, truth);
  const why = `${claim}: ${verdict}, the truth is ${truth}; ${[observed, ...because].join('; ').slice(0, 500)}`;
  return outcome === 'right' ? { outcome, why: [] } : wrong(outcome, why);
}

export function outcomeOf(verdict: string, truth: Truth): Outcome {
  if (verdict === truth) return 'right';
  if (verdict === 'proven') return truth === 'not disproven' ? 'right' : 'false proven';
  if (verdict === 'disproven') return truth === 'not proven' ? 'right' : 'false disproven';
  return truth === 'proven' || truth === 'disproven' ? 'undecided' : 'right';
}

function wrong(outcome: Outcome, why: string): Judged {
  return { outcome, why: [why] };
}
