/**
 * Judges a run directory: reads its evidence, judges the claims in its header, and writes findings, scorecard and report
 * beside it. Touches no system; the same evidence gives the same findings, which `verifyRun` holds against those kept.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Run, readRun } from './evidence/read-run.ts';
import { FINDINGS_FILE, REPORT_FILE, SCORECARD_FILE, writeWhole } from './evidence/run-directory.ts';
import { strangersIn } from './evidence/seal.ts';
import type { Finding } from './judge/finding.ts';
import { judgeClaims } from './judge/judge.ts';
import { type FoundMistake, mistaken, mistakesIn } from './judge/mistaken.ts';
import { type Scorecard, scorecard } from './judge/scorecard.ts';
import { type ReadClaim, readClaims } from './plan/claims/read.ts';
import { renderHtml } from './report/html/page.ts';
import type { RunView } from './report/run-view.ts';
import { many } from './std/many.ts';

/** A run with what was found in it. */
export interface Assessment {
  readonly run: Run;
  readonly findings: readonly Finding[];
  readonly scorecard: Scorecard;
  /** Mistakes of the plan that showed while it ran: what the journeys did was not what was meant. */
  readonly mistakes: readonly FoundMistake[];
}

/** `evidence`: it cannot be judged; `disk`: it was judged, and the findings cannot be kept. */
export type Judged =
  | { ok: true; assessment: Assessment }
  | { ok: false; kind: 'evidence' | 'disk'; problems: readonly string[]; hint: string };

/** Judges a run and writes what was found. */
export function judgeRun(directory: string): Judged {
  const assessed = assessRun(directory);
  if (!assessed.ok) return assessed;
  const { findings, scorecard } = assessed.assessment;
  try {
    writeWhole(join(directory, FINDINGS_FILE), asJson(findings));
    writeWhole(join(directory, SCORECARD_FILE), asJson(scorecard));
    writeWhole(join(directory, REPORT_FILE), reportOf(assessed.assessment));
    return assessed;
  } catch (error) {
    const problems = [`the findings cannot be written: ${(error as Error).message}`];
    return {
      ok: false,
      kind: 'disk',
      problems,
      hint: 'free space or change permissions, then run `npx seatrial judge`',
    };
  }
}

/** Judges a run without writing anything. */
export function assessRun(directory: string): Judged {
  const read = readRun(directory);
  if (!read.ok) return { ...read, kind: 'evidence' };
  const { run } = read;
  const claims = readClaims(run.header.plan?.claims);
  if (claims === null) {
    const hint = 'take an untouched copy, or run the trial again';
    return { ok: false, kind: 'evidence', problems: ['the header is damaged: it holds no claims'], hint };
  }
  const gap = unfinished(run) ?? unwritten(run);
  const mistakes = mistakesIn(run.ledger);
  const findings = judgeClaims(claims, run.ledger)
    .map((finding) => (gap === null ? finding : doubted(finding, gap)))
    .map((finding, index) => mistaken(finding, claims[index] as ReadClaim, mistakes));
  return {
    ok: true,
    assessment: {
      run,
      findings,
      scorecard: scorecard(findings, { isPart: run.header.plan.partOf !== undefined }),
      mistakes,
    },
  };
}

/** What was seen and could not be written down; null when there is nothing such. */
function unwritten({ ledger }: Run): string | null {
  const [first, ...more] = ledger.of('unwritten');
  if (first === undefined) return null;
  const of = more.length === 0 ? 'of' : 'the first of';
  return `${many(more.length + 1, 'record')} could not be written, ${of} kind '${first.of}': ${first.because}`;
}

/** Why a run is not all of its trial; null when it is. */
function unfinished({ cut, ledger }: Run): string | null {
  const end = ledger.of('trial-ended').at(-1);
  if (cut !== null || end === undefined) return cut ?? 'the journal has no end of the trial';
  return end.outcome === 'complete' ? null : `the trial did not complete: ${end.because ?? end.outcome}`;
}

/** A trial that was not finished proves nothing: what was still to come could have spoken against the claim. */
function doubted(finding: Finding, gap: string): Finding {
  return finding.verdict === 'proven'
    ? { ...finding, verdict: 'unproven', because: [gap, ...finding.because] }
    : finding;
}

export type Verification =
  | { ok: true; assessment: Assessment }
  | { ok: false; problems: readonly string[]; hint: string };

/**
 * Whether a run is sealed, unchanged, holds nothing that is no part of it, and its findings, scorecard and report follow from
 * its evidence. `head`: what the hash of its last record was, as kept elsewhere.
 */
export function verifyRun(directory: string, { head }: { head?: string | undefined } = {}): Verification {
  const assessed = assessRun(directory);
  if (!assessed.ok) return assessed;
  const { run, findings, scorecard } = assessed.assessment;
  if (head !== undefined && head !== run.head) {
    const problems = [`the head of the run is ${run.head}, and not ${head}`];
    return { ok: false, problems, hint: 'this is another run, or one that was changed and sealed anew' };
  }
  const problems = run.cut === null ? [] : [run.cut];
  for (const [file, text] of [
    [FINDINGS_FILE, asJson(findings)],
    [SCORECARD_FILE, asJson(scorecard)],
    [REPORT_FILE, reportOf(assessed.assessment)],
  ] as const) {
    const problem = kept(join(directory, file), text);
    if (problem !== null) problems.push(`${file} ${problem}`);
  }
  const judge = `\`npx seatrial judge ${directory}\` writes what does follow`;
  const strangers = strangersIn(directory).map((name) => `${name} is no part of a run`);
  if (problems.length > 0) return { ok: false, problems: [...problems, ...strangers], hint: judge };
  if (strangers.length > 0)
    return { ok: false, problems: strangers, hint: 'move it elsewhere, or take an untouched copy' };
  return assessed;
}

/** The page, with the name that the run had when it was sealed: it is the same whoever judges, and tells nothing of the machine. */
function reportOf(assessment: Assessment): string {
  const { directory, seal } = assessment.run;
  return renderHtml({ ...viewOf(assessment), directory: seal?.run ?? basename(resolve(directory)) });
}

/** What is wrong with a file that must hold exactly this text; null when nothing is. */
function kept(path: string, text: string): string | null {
  if (!existsSync(path)) return 'is missing';
  try {
    return readFileSync(path, 'utf8') === text ? null : 'does not follow from the evidence';
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}

/** What every report is rendered from. */
export function viewOf({ run, findings, scorecard }: Assessment): RunView {
  const { directory, header, ledger, seal, journalBytes } = run;
  return { directory, header, ledger, journalBytes, findings, scorecard, seal: seal === null ? 'unsealed' : 'sealed' };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
