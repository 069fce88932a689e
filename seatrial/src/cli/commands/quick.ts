/** `seatrial quick URL`: load one address now, without a plan. What it claims: few errors, and a generator that kept up. */
import { claim } from '../../plan/claim.ts';
import { journey } from '../../plan/journey.ts';
import { load } from '../../plan/phase.ts';
import type { PlanProblem } from '../../plan/problems.ts';
import { system } from '../../plan/system.ts';
import { defineTrial } from '../../plan/trial.ts';
import type { DurationText, RateText } from '../../std/units.ts';
import { complain } from '../complain.ts';
import { runAndShow } from './run.ts';

export interface QuickOptions {
  users: string;
  duration: DurationText;
  rate?: RateText;
  threshold: string[];
  allowRemote?: boolean;
  json?: boolean;
}

export async function quick(address: string, options: QuickOptions): Promise<number> {
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    return complain(`'${address}' is not an http URL`, "write it whole, such as 'http://127.0.0.1:8080/'");
  }
  const url = new URL(address);
  const target = system('target', { url: url.origin, ...(options.allowRemote && { allowRemote: true }) });
  const visit = journey('visit', async (t) => {
    await t.http.get(url.pathname + url.search);
  });
  const users = wholeNumber(options.users);
  const level = options.rate === undefined ? { users } : { rate: options.rate, maxUsers: users };
  const trial = defineTrial({
    name: `quick ${url.host}`,
    systems: [target],
    phases: [load('load', visit, { ...level, for: options.duration })],
    claims: [
      claim.errors(visit, 'rate<1%'),
      ...[...new Set(options.threshold)].map((threshold) => claim.latency(visit, threshold)),
      claim.generator(),
    ],
  });
  return runAndShow(trial, { file: `quick ${address}`, planFolder: '.', json: options.json === true, inWordsOf });
}

/** What is no number stays the text that was given, so that the complaint can show it. */
function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
}

const OPTIONS: Readonly<Record<string, string>> = {
  'systems[0].url': 'the URL',
  'phases[0].users': '--users',
  'phases[0].maxUsers': '--users',
  'phases[0].rate': '--rate',
  'phases[0].for': '--duration',
};

/** A mistake of the plan in words of the command line: nobody wrote a plan here. */
function inWordsOf({ path, problem, hint }: PlanProblem): PlanProblem {
  const option = OPTIONS[path] ?? (path.endsWith('.threshold') ? '--threshold' : path);
  return { path: option, problem, hint: hint.replace('allowRemote: true', '--allow-remote') };
}
