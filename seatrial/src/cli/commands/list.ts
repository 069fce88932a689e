/** `seatrial list`: the runs below `.seatrial/runs`: when, of which plan, how they were judged last, and how large. */
import { type StoredRun, storedRuns } from '../../evidence/stored-runs.ts';
import { cut, printable } from '../../report/text/screen-text.ts';
import { table } from '../../report/text/table.ts';
import { many } from '../../std/many.ts';
import { formatBytes } from '../../std/units.ts';
import { RUNS } from '../find-run.ts';
import { terminal } from '../terminal.ts';

export function list(options: { json?: boolean }): number {
  const runs = storedRuns(RUNS, Date.now());
  if (options.json) {
    const rows = runs.map(({ directory, plan, startedAt, bytes, ...run }) => ({
      directory,
      plan,
      startedAt,
      verdict: verdictOf({ ...run }),
      bytes,
    }));
    terminal.result(JSON.stringify(rows, null, 2));
  } else if (runs.length === 0) {
    terminal.result(`There is no run below ${RUNS}; make one with \`npx seatrial run\`.`);
  } else
    terminal.result(`\n${[...runRows(runs), '', runTotal(runs)].map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
  return 0;
}

/** The runs as a table, the latest last. */
export function runRows(runs: readonly StoredRun[]): string[] {
  const rows = runs.map((run) => [
    printable(run.name),
    `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    cut(printable(run.plan), 30),
    verdictOf(run),
    formatBytes(run.bytes),
  ]);
  return table([['run', 'started', 'plan', 'verdict', 'size'], ...rows], terminal.width - 2);
}

/** `3 runs, 21MB in .seatrial/runs` */
export function runTotal(runs: readonly StoredRun[]): string {
  return `${many(runs.length, 'run')}, ${formatBytes(runs.reduce((sum, { bytes }) => sum + bytes, 0))} in ${RUNS}`;
}

function verdictOf({ readiness, mayRun }: Pick<StoredRun, 'readiness' | 'mayRun'>): string {
  return readiness ?? (mayRun ? 'under way' : 'not judged');
}
