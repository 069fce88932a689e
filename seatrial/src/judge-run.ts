/**
 * Judges a run directory: reads its evidence, judges the claims in its header, and writes findings, scorecard and report
 * beside it. Touches no system; the same evidence gives the same findings, which `verifyRun` holds against those kept.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, readRun } from './evidence/read-run.ts';
import { FINDINGS_FILE, REPORT_FILE, SCORECARD_FILE, writeWhole } from './evidence/run-directory.ts';
import type { Finding } from './judge/finding.ts';
import { judgeClaims } from './judge/judge.ts';
import { type Scorecard, scorecard } from './judge/scorecard.ts';
import type { Claim } from './plan/claim.ts';
import { renderHtml } from './report/html.ts';
import type { RunView } from './report/run-view.ts';

/** A run with what was found in it. */
export interface Assessment {
  readonly run: Run;
  readonly findings: readonly Finding[];
  readonly scorecard: Scorecard;
}

export type Judged = { ok: true; assessment: Assessment } | { ok: false; problems: readonly string[]; hint: string };

/** Judges a run and writes what was found. Throws the file system's error when that can not be written. */
export function judgeRun(directory: string): Judged {
  const assessed = assessRun(directory);
  if (!assessed.ok) return assessed;
  const { findings, scorecard } = assessed.assessment;
  writeWhole(join(directory, FINDINGS_FILE), asJson(findings));
  writeWhole(join(directory, SCORECARD_FILE), asJson(scorecard));
  writeWhole(join(directory, REPORT_FILE), renderHtml(viewOf(assessed.assessment)));
  return assessed;
}

/** Judges a run without writing anything. */
export function assessRun(directory: string): Judged {
  const read = readRun(directory);
  if (!read.ok) return read;
  const claims = read.run.header.plan.claims as readonly Claim[];
  const findings = judgeClaims(claims, read.run.ledger);
  return { ok: true, assessment: { run: read.run, findings, scorecard: scorecard(findings) } };
}

export type Verification =
  | { ok: true; assessment: Assessment }
  | { ok: false; problems: readonly string[]; hint: string };

/** Whether a run is sealed, unchanged, and the verdicts kept with it follow from its evidence. */
export function verifyRun(directory: string): Verification {
  const assessed = assessRun(directory);
  if (!assessed.ok) return assessed;
  const { run, findings, scorecard } = assessed.assessment;
  const problems = run.cut === null ? [] : [run.cut];
  for (const [file, value] of [
    [FINDINGS_FILE, findings],
    [SCORECARD_FILE, scorecard],
  ] as const) {
    const path = join(directory, file);
    if (!existsSync(path)) problems.push(`${file} is missing`);
    else if (readFileSync(path, 'utf8') !== asJson(value)) problems.push(`${file} does not follow from the evidence`);
  }
  if (problems.length > 0)
    return { ok: false, problems, hint: `\`seatrial judge ${directory}\` writes what does follow` };
  return assessed;
}

/** What every report is rendered from. */
export function viewOf({ run, findings, scorecard }: Assessment): RunView {
  const { directory, header, ledger, seal } = run;
  return { directory, header, ledger, findings, scorecard, seal: seal === null ? 'unsealed' : 'sealed' };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
