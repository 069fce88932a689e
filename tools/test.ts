/**
 * Runs the tests: `node tools/test.ts [OPTION...] [GLOB...]`; without a glob, all files of the daily tier. Weekly files run where a glob
 * says `weekly`. Dots while they run, then every failure, what was skipped and why, the files that took longest, and the counts last. Not
 * a pass: a failure, a file past its limit (it is ended with all its processes), no test at all, coverage below the bar and, with
 * SEATRIAL_NO_SKIP=1 (on machines that have everything installed), a skipped test.
 *
 * --coverage       measures which lines ran; takes half as long again
 * --weekly         takes the weekly files too, and draws fresh seeds for properties
 * --once-more      runs failed files once more at the end, see suite/once-more.ts; for CI only
 * --note-seconds   writes how long files took, by which later runs start the longest first; not a pass over suite/budgets.ts
 */
import { spawn } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { dot } from 'node:test/reporters';
import { inspect } from 'node:util';
import { coveredFolders, describeBelow, isCounted, measure, percentOf } from './coverage.ts';
import { overBudget } from './suite/budgets.ts';
import { killFile } from './suite/hung.ts';
import { onceMore } from './suite/once-more.ts';
import secondsOfFiles from './suite/seconds.json' with { type: 'json' };
import { isWeekly, longestFirst } from './suite/tiers.ts';
import { readRepository, root } from './tidy/repository.ts';

const barPercent = 85;
const testLimitMs = 240_000;
const fileLimitMs = 300_000;
/** Files that were faster are not worth an order. */
const notedFromSeconds = 2;
const folders = ['seatrial', 'kits', 'service', 'systems', 'tools', 'examples', 'bench'];

const has = (option: string): boolean => process.argv.includes(`--${option}`);
const weekly = has('weekly');
const globs = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const complaints: string[] = [];
const skipped: string[] = [];
const secondsByFile = new Map<string, number>();
const errorOutput = new Map<string, string>();
const failures = new Map<string, string>();
const hits = new Map<string, Map<number, number>>();
let counts: Record<string, number> = {};

if (weekly) Object.assign(process.env, { SEATRIAL_FRESH_SEEDS: '1', SEATRIAL_SEEDS: '8' });
// Every process that a test starts reads the same modules: compiled once for all, they start in half the time. Coverage must not use it.
if (!has('coverage')) process.env.NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compiled');
const found = globSync(globs.length > 0 ? globs : folders.map((folder) => `${folder}/**/*.test.ts`), {
  cwd: root,
  exclude: ['**/node_modules/**'],
});
const named = globs.some((glob) => glob.includes('weekly'));
const chosen = found.filter((path) => weekly || named || !isWeekly(path)).sort();
const stream = run({
  cwd: root,
  files: longestFirst(chosen, secondsOfFiles).map((path) => join(root, path)),
  concurrency: 3,
  timeout: testLimitMs,
  execArgv: ['--import', new URL('test-preload.ts', import.meta.url).href],
  coverage: has('coverage'),
  coverageIncludeGlobs: coveredFolders.map((folder) => `${folder}/**/*.ts`),
});
const isWholeFile = (name: string, file: string | undefined): boolean => file?.endsWith(name) === true;
const failed = (file: string, text: string): void =>
  void failures.set(relative(root, file), [failures.get(relative(root, file)) ?? [], text].flat().join('\n'));

const limits = new Map<string, NodeJS.Timeout>();
// Files run in sessions of their own: whoever stops this run stops them too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopAll(signal));
const begunMs = new Map<string, number>();
stream.on('test:dequeue', ({ name, file }) => {
  if (file === undefined || !isWholeFile(name, file)) return;
  begunMs.set(file, performance.now());
  const limitMs = isWeekly(file) ? 3 * fileLimitMs : fileLimitMs;
  limits.set(
    file,
    setTimeout(() => hung(file, limitMs), limitMs),
  );
});
stream.on('test:complete', ({ name, file }) => {
  if (file === undefined || !isWholeFile(name, file)) return;
  clearTimeout(limits.get(file));
  limits.delete(file);
  secondsByFile.set(relative(root, file), (performance.now() - (begunMs.get(file) ?? 0)) / 1000);
});
stream.on('test:pass', ({ name, file, skip }) => {
  if (skip) skipped.push(`${name} (${relative(root, file ?? '')}): ${skip}`);
});
stream.on('test:stderr', ({ file, message }) => errorOutput.set(file, (errorOutput.get(file) ?? '') + message));
stream.on('test:fail', ({ name, file = '', details, todo }) => {
  if (todo) return;
  // A file that fails as a whole (it did not even load) says why on its error output only.
  const whole = isWholeFile(name, file);
  const text = whole
    ? `failed as a whole:\n${errorOutput.get(file) ?? ''}`
    : inspect(details.error.cause ?? details.error);
  failed(file, `${name}: ${text}`);
  if (whole && !has('once-more')) complaints.push(`${name} ${text}`);
});
stream.on('test:coverage', ({ summary }) => {
  for (const { path, lines } of summary.files) {
    hits.set(relative(root, path), new Map(lines.map(({ line, count }) => [line, count])));
  }
});
stream.on('test:summary', (summary) => {
  if (summary.file === undefined) counts = { ...summary.counts, duration_ms: Math.round(summary.duration_ms) };
});

for await (const text of stream.compose(dot)) process.stdout.write(text);
process.stdout.write('\n');

const slowest = [...secondsByFile].sort(([, one], [, other]) => other - one).filter(([, seconds]) => seconds >= 5);
for (const [file, seconds] of slowest.slice(0, 20)) console.log(`slow: ${file} took ${seconds.toFixed(0)} s`);
for (const test of skipped) console.log(`skipped: ${test}`);
if (skipped.length > 0 && process.env.SEATRIAL_NO_SKIP === '1') complaints.push('a test was skipped');
if (has('coverage')) reportCoverage();
if (has('note-seconds')) noteSeconds();
if (counts.tests === 0) complaints.push('no test was run');
if (has('once-more') && failures.size > 0) await runOnceMore();
const { tests = 0, passed = 0, failed: fail = 0, cancelled = 0, skipped: skips = 0, todo = 0 } = counts;
for (const complaint of complaints) console.log(`not a pass: ${complaint}`);
const lines = { tests, pass: passed, fail, cancelled, skipped: skips, todo, unsteady: counts.unsteady ?? 0 };
for (const [name, value] of Object.entries({ ...lines, duration_ms: counts.duration_ms }))
  console.log(`# ${name} ${value}`);
process.exit(fail + cancelled + complaints.length > 0 ? 1 : 0);

function stopAll(signal: NodeJS.Signals): never {
  const killed = [...limits.keys()].flatMap((file) => killFile(file, process.pid));
  console.log(`\nnot a pass: stopped by ${signal}, with ${killed.length} processes`);
  process.exit(130);
}

function hung(file: string, limitMs: number): void {
  const killed = killFile(file, process.pid);
  const what = `${relative(root, file)} hung: it was ended after ${limitMs / 1000} s`;
  complaints.push(`${what}, with ${killed.join(', ') || 'no process that could be found'}`);
  console.log(`\n${complaints.at(-1)}`);
  failed(file, what);
  // Where no process can be found, what it holds open would keep this one waiting.
  if (killed.length === 0) process.exit(1);
}

/** One failure in thousands of tests is told, and does not throw away a day's work: docs/decisions/0021-unsteady-tests.md. */
async function runOnceMore(): Promise<void> {
  const { passes, lines } = await onceMore(failures, passesAlone);
  for (const line of lines) console.log(line);
  if (!passes) return;
  const { tests = 0, skipped: skips = 0, todo = 0 } = counts;
  counts = { ...counts, passed: tests - skips - todo, failed: 0, cancelled: 0, unsteady: failures.size };
}

function passesAlone(file: string): Promise<boolean> {
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, file], {
    cwd: root,
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0)));
}

function noteSeconds(): void {
  const slow = [...secondsByFile].filter(([, seconds]) => seconds >= notedFromSeconds).sort();
  const noted = Object.fromEntries(slow.map(([file, seconds]) => [file, Math.round(seconds)]));
  writeFileSync(new URL('suite/seconds.json', import.meta.url), `${JSON.stringify(noted, null, 2)}\n`);
  complaints.push(...overBudget(noted));
}

function reportCoverage(): void {
  const files = measure(
    readRepository().filter(({ path }) => isCounted(path)),
    (path) => hits.get(path),
  );
  const percent = percentOf(files);
  for (const line of describeBelow(files, barPercent)) console.log(line);
  console.log(`line coverage: ${percent.toFixed(1)} % of ${files.length} files`);
  if (percent < barPercent) complaints.push(`line coverage ${percent.toFixed(1)} % is below ${barPercent} %`);
}
