/**
 * `npm run bench`: what the main job costs. Runs the object store's trial through the command line and measures it as a
 * user would feel it: time to the scorecard, to the help text, to judge again; the size of a run; our own memory.
 * Prints a table beside the limits and writes it into docs/benchmarks/first-trial.md between its markers.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Assessment, judgeRun } from 'seatrial';

const SEATRIAL = 'seatrial/bin/seatrial.mjs';
const ROUNDS = 5;

interface Row {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
}

const [verdict, trialSeconds] = timed(['run', 'systems/object-store/trial.ts']);
if (verdict !== 0)
  throw new Error(`the trial of the object store was not proven (exit code ${verdict}); see its scorecard`);
const directory = latestRun();
const helps = Array.from({ length: ROUNDS }, () => timed(['--help'])[1] * 1000);
const judges = Array.from({ length: ROUNDS }, () => timed(['judge', directory])[1]);
const judged = judgeRun(directory);
if (!judged.ok) throw new Error(judged.problems.join('; '));

const rows: Row[] = [
  { what: '`npm start`, from command to scorecard', measured: trialSeconds, limit: 90, unit: 's' },
  { what: `\`seatrial --help\`, median of ${ROUNDS}`, measured: median(helps), limit: 150, unit: 'ms' },
  { what: `\`seatrial judge\` of that run, median of ${ROUNDS}`, measured: median(judges), limit: 2, unit: 's' },
  { what: 'the run directory', measured: bytesBelow(directory) / 1e6, limit: 20, unit: 'MB' },
  {
    what: 'Seatrial itself, resident at most',
    measured: residentBytes(judged.assessment) / 1e6,
    limit: 300,
    unit: 'MB',
  },
];
const table = render(rows);
console.log(table);
writeBetween('docs/benchmarks/first-trial.md', 'first-trial', table);
if (rows.some((row) => row.measured > row.limit)) process.exitCode = 1;

/** Exit code and seconds of one command as a whole process. */
function timed(args: readonly string[]): [exitCode: number | null, seconds: number] {
  const startMs = performance.now();
  const { status } = spawnSync(process.execPath, [SEATRIAL, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  return [status, (performance.now() - startMs) / 1000];
}

function latestRun(): string {
  const folder = '.seatrial/runs';
  const runs = readdirSync(folder).map((name) => join(folder, name));
  const latest = runs.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1);
  if (latest === undefined) throw new Error(`there is no run below ${folder}`);
  return latest;
}

function bytesBelow(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );
}

function residentBytes({ run }: Assessment): number {
  const own = run.ledger.of('sample').filter((sample) => sample.system === 'seatrial');
  return Math.max(...own.map((sample) => sample.rssBytes));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function render(all: readonly Row[]): string {
  const lines = all.map(
    ({ what, measured, limit, unit }) =>
      `| ${what} | ${measured.toPrecision(3)} ${unit} | ${limit} ${unit} | ${measured > limit ? 'NO' : 'yes'} |`,
  );
  const date = new Date().toISOString().slice(0, 10);
  const where = `Measured on ${date}: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, by \`npm run bench\`.`;
  return ['| what | measured | at most | kept |', '| --- | ---: | ---: | --- |', ...lines, '', where].join('\n');
}

function writeBetween(file: string, name: string, text: string): void {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const old = readFileSync(file, 'utf8');
  if (!old.includes(open) || !old.includes(close)) throw new Error(`${file} has no place marked ${open} ... ${close}`);
  writeFileSync(file, `${old.slice(0, old.indexOf(open) + open.length)}\n${text}\n${old.slice(old.indexOf(close))}`);
}
