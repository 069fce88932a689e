/**
 * `seatrial clean`: removes old runs from `.seatrial/runs`, and nothing else there. Says what it removes and how much. It
 * asks before it does so where somebody can answer; in a pipe or a job the options are the answer.
 */
import { createInterface } from 'node:readline';
import { removeRun, type StoredRun, storedRuns } from '../../evidence/stored-runs.ts';
import { many } from '../../std/many.ts';
import { formatBytes } from '../../std/units.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { RUNS } from '../find-run.ts';
import { asWritten } from '../option-name.ts';
import { terminal } from '../terminal.ts';
import { runRows, runTotal } from './list.ts';

export interface CleanOptions {
  /** How many of the latest runs stay. */
  keep?: string;
  /** Only runs that were started longer ago are removed: `7d`, `12h`, `30m`. */
  olderThan?: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns 0 when all that was to go is gone, or was only shown; 64 for wrong options; 70 when something could not be removed. */
export async function clean({ keep, olderThan, dryRun, yes, json }: CleanOptions): Promise<number> {
  if (keep === undefined && olderThan === undefined) {
    return complain('clean does not know what to remove', 'give --keep N, --older-than 7d, or both');
  }
  if (keep !== undefined && !/^\d+$/.test(keep)) {
    return complain(`${asWritten('--keep')}: '${keep}' is not a number of runs`, 'write a whole number from 0 up');
  }
  const [, amount, unit = ''] = /^(\d+)([mhd])$/.exec(olderThan ?? '0d') ?? [];
  if (amount === undefined) {
    return complain(
      `--older-than: '${olderThan}' is not an age`,
      'write a number and its unit, such as 7d, 12h or 30m',
    );
  }
  const nowMs = Date.now();
  const runs = storedRuns(RUNS, nowMs);
  const beforeMs = nowMs - Number(amount) * (MS_PER_UNIT[unit] ?? 0);
  const old = runs.slice(0, Math.max(0, runs.length - Number(keep ?? 0)));
  const chosen = old.filter(({ startedAt }) => Date.parse(startedAt) <= beforeMs);
  const doomed = chosen.filter(({ mayRun }) => !mayRun);
  if (!json) showDoomed(doomed, chosen.length - doomed.length);
  const mayAsk = !dryRun && !yes && !json && doomed.length > 0 && terminal.canAsk;
  const agreed = !mayAsk || (await asks(`Remove ${many(doomed.length, 'run')}? [y/N] `));
  const removed = dryRun || !agreed ? [] : doomed.filter(remove);
  if (json) {
    const directories = (some: readonly StoredRun[]) => some.map(({ directory }) => directory);
    terminal.result(JSON.stringify({ chosen: directories(doomed), removed: directories(removed) }, null, 2));
  } else if (doomed.length > 0) terminal.result(outcome(removed, dryRun === true));
  return dryRun || !agreed || removed.length === doomed.length ? 0 : EXIT.ourFault;
}

function showDoomed(doomed: readonly StoredRun[], underWay: number): void {
  const left = underWay > 0 ? [`${many(underWay, 'run')} may still be under way: not removed`] : [];
  const lines = doomed.length > 0 ? [...runRows(doomed), '', runTotal(doomed)] : ['There is nothing to remove.'];
  terminal.result(`\n${[...lines, ...left].map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
}

function outcome(removed: readonly StoredRun[], dryRun: boolean): string {
  if (dryRun) return '  Nothing was removed: --dry-run only shows it.\n';
  const bytes = removed.reduce((sum, run) => sum + run.bytes, 0);
  return removed.length === 0
    ? '  Nothing was removed.\n'
    : `  Removed ${many(removed.length, 'run')}, ${formatBytes(bytes)}.\n`;
}

function remove(run: StoredRun): boolean {
  try {
    removeRun(run);
    return true;
  } catch (error) {
    complain(`${run.directory} cannot be removed: ${(error as Error).message}`, 'change its permissions');
    return false;
  }
}

/** Whether the answer is yes; an input that ends without one is no. */
function asks(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = Promise.withResolvers<boolean>();
  lines.question(`  ${question}`, (text) => answer.resolve(/^y(es)?$/i.test(text.trim())));
  lines.once('close', () => answer.resolve(false));
  return answer.promise.finally(() => lines.close());
}
