/**
 * Runs the tests: `node tools/test.ts [--coverage] [GLOB...]`. Dots while they run, then every failure, what was skipped
 * and why, the files that took longest, coverage, and the counts last. Not a pass: a failure, no test at all, coverage below the bar and, with
 * SEATRIAL_NO_SKIP=1 (on machines that have everything installed), a skipped test.
 */
import { relative } from 'node:path';
import { run } from 'node:test';
import { dot } from 'node:test/reporters';
import { coveredFolders, describeBelow, isCounted, measure, percentOf } from './coverage.ts';
import { readRepository, root } from './tidy/repository.ts';

const barPercent = 85;
const fileTimeoutMs = 300_000;
const folders = ['seatrial', 'kits', 'systems', 'tools', 'examples', 'bench'];

const withCoverage = process.argv.includes('--coverage');
const globs = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const complaints: string[] = [];
const skipped: string[] = [];
const secondsByFile = new Map<string, number>();
const errorOutput = new Map<string, string>();
const hits = new Map<string, Map<number, number>>();
let counts: Record<string, number> = {};

const stream = run({
  cwd: root,
  globPatterns: globs.length > 0 ? globs : folders.map((folder) => `${folder}/**/*.test.ts`),
  concurrency: 2,
  timeout: fileTimeoutMs,
  coverage: withCoverage,
  coverageIncludeGlobs: coveredFolders.map((folder) => `${folder}/**/*.ts`),
});
stream.on('test:pass', ({ name, file, skip }) => {
  if (skip) skipped.push(`${name} (${relative(root, file ?? '')}): ${skip}`);
});
stream.on('test:stderr', ({ file, message }) => errorOutput.set(file, (errorOutput.get(file) ?? '') + message));
stream.on('test:fail', ({ name, file }) => {
  // A file that fails as a whole (it did not even load) says why on its error output only.
  if (file?.endsWith(name)) complaints.push(`${name} failed as a whole:\n${errorOutput.get(file) ?? ''}`);
});
stream.on('test:coverage', ({ summary }) => {
  for (const { path, lines } of summary.files) {
    hits.set(relative(root, path), new Map(lines.map(({ line, count }) => [line, count])));
  }
});
stream.on('test:summary', (summary) => {
  if (summary.file !== undefined) secondsByFile.set(relative(root, summary.file), summary.duration_ms / 1000);
  else counts = { ...summary.counts, duration_ms: Math.round(summary.duration_ms) };
});

for await (const text of stream.compose(dot)) process.stdout.write(text);
process.stdout.write('\n');

const slowest = [...secondsByFile].sort(([, one], [, other]) => other - one).filter(([, seconds]) => seconds >= 5);
for (const [file, seconds] of slowest.slice(0, 20)) console.log(`slow: ${file} took ${seconds.toFixed(0)} s`);
for (const test of skipped) console.log(`skipped: ${test}`);
if (skipped.length > 0 && process.env.SEATRIAL_NO_SKIP === '1') complaints.push('a test was skipped');
if (withCoverage) reportCoverage();
const { tests = 0, passed = 0, failed = 0, cancelled = 0 } = counts;
if (tests === 0) complaints.push('no test was run');
for (const complaint of complaints) console.log(`not a pass: ${complaint}`);
const lines = { tests, pass: passed, fail: failed, cancelled, skipped: counts.skipped ?? 0, todo: counts.todo ?? 0 };
for (const [name, value] of Object.entries({ ...lines, duration_ms: counts.duration_ms }))
  console.log(`# ${name} ${value}`);
process.exitCode = failed + cancelled + complaints.length > 0 ? 1 : 0;

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
