/**
 * Runs the plan of a row through the command line, in a folder of its own below the machine's temporary folder. Whatever
 * carries the row's mark in its environment, or works in its folder, is the row's: it must be gone soon after the command
 * line has ended, and it is killed in any case.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answer } from './outcome.ts';
import { planText, type Row } from './row.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const PROGRAM = join(REPOSITORY, 'seatrial/bin/seatrial.mjs');
const AT_MOST_S = 45;
/** What a process may take to be gone after the command line is. */
const GONE_WITHIN_MS = 3_000;
const open = new Set<string>();

export async function play(row: Row): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-truth-'));
  open.add(folder);
  try {
    furnish(folder, row);
    return await runIn(folder, row);
  } finally {
    strike(folder);
  }
}

/** Ends everything that rows have started and removes their folders. */
export function strikeAll(): void {
  for (const folder of open) strike(folder);
}

function strike(folder: string): void {
  for (const pid of processesOf(folder)) end(pid);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  open.delete(folder);
}

function furnish(folder: string, row: Row): void {
  // A system that gives up root, as PostgreSQL does, must still get to its data.
  chmodSync(folder, 0o755);
  for (const systems of ['systems', 'others/systems'])
    cpSync(join(import.meta.dirname, systems), folder, { recursive: true });
  for (const name of ['seatrial', ...(row.packages ?? [])]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(packageFolder(name), link);
  }
  if (row.folder === undefined) writeFileSync(join(folder, 'trial.mts'), planText(row));
  else cpSync(join(REPOSITORY, row.folder), folder, { recursive: true });
}

/** Packages of others are installed beside their rows; the rest is the repository's. */
function packageFolder(name: string): string {
  const others = join(import.meta.dirname, 'others/node_modules', name);
  return existing(others) ?? join(REPOSITORY, 'node_modules', name);
}

function existing(path: string): string | null {
  try {
    readdirSync(path);
    return path;
  } catch {
    return null;
  }
}

async function runIn(folder: string, row: Row): Promise<Answer> {
  const startMs = performance.now();
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, NODE_TEST_CONTEXT: ____, ...inherited } = process.env;
  const env = { ...inherited, SEATRIAL_TRUTH: folder };
  const args = [PROGRAM, 'run', row.folder === undefined ? 'trial.mts' : 'trial.ts', '--json'];
  const child = spawn(process.execPath, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const stuck = setTimeout(() => end(-(child.pid ?? 0)), (row.atMostS ?? AT_MOST_S) * 1000);
  const code = await ended(child);
  clearTimeout(stuck);
  const tookS = (performance.now() - startMs) / 1000;
  const left = await leftBy(folder);
  const words = `${stderr()}\n${stdout()}`;
  return {
    code,
    words: code === null ? `${words}\nit had to be killed` : words,
    report: reportOf(stdout()),
    left,
    tookS,
  };
}

/** The exit code; pipes that a process left behind still holds are not waited for. */
async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit');
  await Promise.race([once(child, 'close'), new Promise((resolve) => setTimeout(resolve, 300))]);
  return code;
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

function reportOf(stdout: string): Answer['report'] {
  try {
    const { scorecard, findings } = JSON.parse(stdout);
    return { verdict: scorecard.verdict, findings };
  } catch {
    return null;
  }
}

/** Names the processes that are still there after a moment. */
async function leftBy(folder: string): Promise<string[]> {
  for (const untilMs = performance.now() + GONE_WITHIN_MS; performance.now() < untilMs; ) {
    if (processesOf(folder).length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return processesOf(folder).map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}`);
}

function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && isOf(folder, pid));
}

function isOf(folder: string, pid: number): boolean {
  if (/^\d+ \(.*\) [ZX]/s.test(readProc(pid, 'stat'))) return false;
  if (readProc(pid, 'environ').includes(`SEATRIAL_TRUTH=${folder}\0`)) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
