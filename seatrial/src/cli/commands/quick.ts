/** `seatrial quick URL`: load one address now, without a plan. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assessment } from '../../judge-run.ts';
import type { PlanProblem } from '../../plan/problems.ts';
import { complain } from '../complain.ts';
import { asWritten } from '../option-name.ts';
import { quickAdvice } from './quick-advice.ts';
import { type QuickLoad, quickPlan, quickTrial } from './quick-trial.ts';
import { runAndShow } from './run.ts';

export type QuickOptions = QuickLoad & { readonly json?: boolean };

export async function quick(address: string, options: QuickOptions): Promise<number> {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    return complain(`'${address}' is not an http URL`, "write it whole, such as 'http://127.0.0.1:8080/'");
  }
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-quick-'));
  const planFile = join(folder, 'trial.mjs');
  try {
    writeFileSync(planFile, quickPlan(address, options));
    const how = { file: `quick ${address}`, planFolder: '.', threads: { planFile }, json: options.json === true };
    return await runAndShow(quickTrial(address, options), { ...how, rephrase, advise });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function advise({ run }: Assessment): void {
  const advice = quickAdvice(run.ledger);
  if (advice) complain(advice.problem, advice.hint);
}

const OPTIONS: Readonly<Record<string, string>> = {
  'systems[0].url': 'the URL',
  'phases[0].users': '--users',
  'phases[0].maxUsers': '--users',
  'phases[0].rate': '--rate',
  'phases[0].for': '--duration',
};

/** A mistake of the plan in words of the command line: nobody wrote a plan here. */
function rephrase({ path, problem, hint }: PlanProblem): PlanProblem {
  const option = OPTIONS[path] ?? (path.endsWith('.threshold') ? '--threshold' : path);
  return { path: asWritten(option), problem, hint: hint.replace('allowRemote: true', '--allow-remote') };
}
