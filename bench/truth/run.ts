/**
 * `npm run truth`: small systems and plans whose truth is known, each run through the command line, and a table of what
 * Seatrial said of them. Exit code 1 when something false was called proven or disproven, when more than a twentieth was
 * undecided on a calm machine, or when a row went wrong otherwise (left a process, crashed, never said what was wrong).
 */
import { whileBusy } from './busy-loops.ts';
import { choose, type Options, readOptions } from './options.ts';
import { judge } from './outcome.ts';
import type { Row } from './row.ts';
import { others, small } from './rows.ts';
import { play, strikeAll } from './stage.ts';
import { type Column, count, type Line, render, UNDECIDED_AT_MOST } from './table.ts';

/** No row is started when less is left of `--at-most`. */
const ROW_TAKES_MS = 20_000;
/** Rows at a time, of those that need no quiet machine. */
const AT_ONCE = 2;

const options = readOptions(process.argv.slice(2));
const all = options.others ? others : small;
/** Once it is asked to end: rows under way are struck and not counted, and the table shows what there is. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    strikeAll();
  });
}

if (options.list) for (const { name, about } of all) console.log(`${name.padEnd(40)} ${about}`);
else await main(choose(all, options), options);

async function main(rows: readonly Row[], { busy, atMostS }: Options): Promise<void> {
  const untilMs = performance.now() + atMostS * 1000;
  const columns = [await column('calm', rows, untilMs)];
  if (busy) columns.push(await whileBusy(() => column('busy cores', rows, untilMs)));
  console.log(`\n${render(columns, new Date())}`);
  if (interrupted) process.exitCode = 130;
  else if (columns.some(fails)) process.exitCode = 1;
}

async function column(title: string, rows: readonly Row[], untilMs: number): Promise<Column> {
  const startMs = performance.now();
  const lines: Line[] = [];
  await runAll(
    rows.filter((row) => !isAlone(row)),
    AT_ONCE,
    untilMs,
    title,
    lines,
  );
  await runAll(rows.filter(isAlone), 1, untilMs, title, lines);
  const tookS = (performance.now() - startMs) / 1000;
  return { title, lines, notRun: rows.length - lines.length, tookS };
}

async function runAll(
  rows: readonly Row[],
  atOnce: number,
  untilMs: number,
  title: string,
  lines: Line[],
): Promise<void> {
  const queue = [...rows];
  const worker = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined && mayStart(untilMs); row = queue.shift()) {
      const line = await runRow(row);
      if (interrupted) return;
      lines.push(line);
      console.error(`${title}: ${row.name.padEnd(40)} ${line.judged.outcome.padEnd(16)} ${line.tookS.toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function isAlone({ alone, beside = 0 }: Row): boolean {
  return alone === true || beside > 0;
}

function mayStart(untilMs: number): boolean {
  return !interrupted && performance.now() + ROW_TAKES_MS < untilMs;
}

async function runRow(row: Row): Promise<Line> {
  const missing = row.missing?.() ?? null;
  if (missing !== null) return { row, judged: { outcome: 'skipped', why: [missing] }, tookS: 0 };
  const answer = await whileBusy(() => play(row), row.beside ?? 0);
  return { row, judged: judge(row, answer), tookS: answer.tookS };
}

function fails(column: Column): boolean {
  const never = count(column, 'false proven') + count(column, 'false disproven') + count(column, 'wrong otherwise');
  const undecided = count(column, 'undecided') / Math.max(1, column.lines.length);
  return never > 0 || (column.title === 'calm' && undecided > UNDECIDED_AT_MOST);
}
