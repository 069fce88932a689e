/**
 * A tutorial or a how-to as a reader follows it: one empty folder, files written and commands run in the order of the page.
 * An HTML comment before a block says what happens with it:
 *
 *     file: NAME         the block is written to this file
 *     edit: NAME         a diff: the lines that begin with `-` are in the file, and those with `+` take their place
 *     step               the block is run by bash and ends with exit code 0
 *     step: exit N or M  ... with one of these exit codes
 *     prints             each line is in what the last step printed, whatever the numbers are
 *     start              the block is one command that serves at port 8080, in a terminal of its own: it runs to the end of the story
 *
 * PATH-TO-SEATRIAL stands for this repository, and 8080 for a port that is free, so that stories can run beside each other. Blocks without such a comment are not part of it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../tidy/repository.ts';
import type { TextFile } from '../../tidy/source.ts';
import { readMarkdown } from '../markdown.ts';

export interface Step {
  readonly kind: 'file' | 'edit' | 'step' | 'prints' | 'start';
  /** The file's name or the exit code. */
  readonly about: string;
  readonly text: string;
  readonly line: number;
}

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const LIMIT_SECONDS = 120;
const MARKER = /^(?:(file|edit): (\S+)|(step)(?:: exit (\d+(?: or \d+)*))?|(prints|start))$/;

/** What happens on this page, in its order. */
export function stepsOf(text: string): Step[] {
  const { blocks } = readMarkdown(text);
  return blocks.flatMap(({ marker, text: content, line }): Step[] => {
    const [, file, name, step, code = '0', other] = MARKER.exec(marker ?? '') ?? [];
    if (file === 'file' || file === 'edit') return [{ kind: file, about: name ?? '', text: content, line }];
    if (step !== undefined) return [{ kind: 'step', about: code, text: content, line }];
    return other === 'prints' || other === 'start' ? [{ kind: other, about: '', text: content, line }] : [];
  });
}

/** The first thing that did not happen as the page says, with its line; undefined when all did. */
export async function runStory({ path, text }: TextFile): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-story-'));
  const running: ChildProcess[] = [];
  const teller = { folder, running, printed: '' };
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const port = String(await freePort());
    for (const step of stepsOf(text.replaceAll('8080', port).replaceAll('PATH-TO-SEATRIAL', root))) {
      const complaint = await take(step, teller, Number(port));
      if (complaint !== undefined) return `${path}:${step.line}: ${complaint}`;
    }
    return undefined;
  } finally {
    for (const { pid } of running) killGroup(pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Teller {
  readonly folder: string;
  readonly running: ChildProcess[];
  /** What the last step printed. */
  printed: string;
}

async function take({ kind, about, text }: Step, teller: Teller, port: number): Promise<string | undefined> {
  const file = join(teller.folder, about);
  switch (kind) {
    case 'file':
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${text}\n`);
      return undefined;
    case 'edit': {
      const after = edited(readFileSync(file, 'utf8'), text);
      if (after === undefined) return `${about} has no lines like these`;
      writeFileSync(file, after);
      return undefined;
    }
    case 'prints':
      return missing(text, teller.printed);
    case 'start':
      return start(text, teller, port);
    case 'step':
      return bash(text, teller, about.split(' or ').map(Number));
  }
}

/** What went wrong, when the exit code is none of these. */
function bash(script: string, teller: Teller, expected: readonly number[] = [0]): string | undefined {
  // `timeout` ends the whole process group, so that nothing a page starts stays behind.
  const args = ['--kill-after=5', String(LIMIT_SECONDS), 'bash', '--norc', '-euo', 'pipefail', '-c', script];
  const { status, stdout, stderr } = spawnSync('timeout', args, {
    cwd: teller.folder,
    env: environment(),
    encoding: 'utf8',
  });
  teller.printed = stdout + stderr;
  if (status !== null && expected.includes(status)) return undefined;
  return `exit code ${status}, not ${expected.join(' or ')}\n${teller.printed}`;
}

async function start(command: string, { folder, running }: Teller, port: number): Promise<string | undefined> {
  const options = { cwd: folder, env: environment(), detached: true, stdio: 'ignore' } as const;
  running.push(spawn('bash', ['--norc', '-c', `exec ${command}`], options));
  const waiting = `for _ in {1..200}; do (exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && exit 0; sleep 0.05; done; exit 1`;
  return spawnSync('bash', ['--norc', '-c', waiting]).status === 0
    ? undefined
    : `nobody listens at ${port}: ${command}`;
}

function environment(): NodeJS.ProcessEnv {
  const path = [join(root, 'node_modules/.bin'), join(FIXTURES, 'bin'), process.env.PATH].join(delimiter);
  // A reader is no test runner, and not in continuous integration.
  const { NODE_TEST_CONTEXT: _, CI: __, ...rest } = process.env;
  // Programs that stand for those of a reader's machine (fixtures/bin) find ours by it.
  return { ...rest, PATH: path, REPOSITORY: root };
}

/** The text after the diff; undefined when what it takes away, with the lines around it, is not there exactly once. */
export function edited(text: string, diff: string): string | undefined {
  const lines = diff.split('\n');
  const without = (sign: string): string =>
    lines.flatMap((line) => (line.startsWith(sign) ? [] : [line.slice(1)])).join('\n');
  const parts = text.split(without('+'));
  return parts.length === 2 ? parts.join(without('-')) : undefined;
}

/** The first line that was not printed; numbers and their units, runs of spaces and `...` stand for any. */
export function missing(lines: string, printed: string): string | undefined {
  const known = plain(printed);
  const gone = lines.split('\n').find((line) => !line.split('...').every((part) => known.includes(plain(part))));
  return gone === undefined ? undefined : `this was not printed: ${gone}\n${printed}`;
}

function plain(text: string): string {
  return text
    .replace(/(?:\d+m)?\d[\d,.]*(?:us|ms|s|m|h)?\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
