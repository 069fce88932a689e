/**
 * A user's project for one test: a folder of its own in which the command line runs as a real process. When the test is
 * over nothing may be left, no process, no lease and no data folder: a test cannot forget to look, because it gets the
 * project only inside `inProject`.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PlanParts, planText } from './plan-text.ts';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
export const PROGRAM = join(PACKAGE, 'bin/seatrial.mjs');
const STUCK_AFTER_MS = 120_000;

/** How a command ended. */
export interface Answer {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Session {
  readonly process: ChildProcess;
  readonly ended: Promise<Answer>;
  /** Resolves once standard error shows a text; fails when the command ends without. */
  shows(text: string | RegExp): Promise<void>;
  /** What Ctrl-C does in a terminal: the signal goes to the whole foreground group. */
  signal(name: NodeJS.Signals): void;
}

export class Project {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;

  constructor(folder: string) {
    this.folder = folder;
    const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, NODE_TEST_CONTEXT: ____, ...inherited } = process.env;
    this.environment = { ...inherited, SEATRIAL_PROJECT: folder };
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Writes `trial.ts`. */
  plan(parts: PlanParts = {}): void {
    this.write('trial.ts', planText(parts));
  }

  /** Starts the command line; in a process group of its own, as a shell does. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Session {
    return session(process.execPath, [PROGRAM, ...args], this.folder, { ...this.environment, ...environment });
  }

  /** Runs the command line to its end. */
  seatrial(...args: readonly string[]): Promise<Answer> {
    return this.start(args).ended;
  }

  /**
   * Runs `trial.ts` with one thread of load. Each thread costs half a second of processor time, so this is for tests that show the
   * same with one as with one a processor.
   */
  trial(...args: readonly string[]): Promise<Answer> {
    return this.seatrial('run', '--workers', '1', ...args);
  }

  /** Runs another program to its end; `$SEATRIAL` in its environment is the command line. */
  shell(script: string): Promise<Answer> {
    const environment = { ...this.environment, SEATRIAL: `${process.execPath} ${PROGRAM}` };
    return session('/bin/sh', ['-c', script], this.folder, environment).ended;
  }

  /** The runs so far, from the project's folder. */
  runs(): string[] {
    return this.#list('.seatrial/runs').map((name) => join('.seatrial/runs', name));
  }

  /** The one run there is. */
  run(): string {
    const runs = this.runs();
    assert.equal(runs.length, 1, `one run was expected, not ${runs.length}`);
    return runs[0] as string;
  }

  /** The journal of the one run. */
  records(): { kind: string; [field: string]: unknown }[] {
    const files = this.#list(this.run()).filter((file) => file.startsWith('journal-'));
    const text = files.map((file) => this.read(join(this.run(), file))).join('');
    return text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line));
  }

  recordsOf(kind: string): { kind: string; [field: string]: unknown }[] {
    return this.records().filter((record) => record.kind === kind);
  }

  /** Every process that was started here and lives: the command line, guards, instances, and what those start. */
  processes(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && this.#isOurs(pid));
  }

  /** What a trial keeps only while it runs. */
  traces(): string[] {
    return [...this.#list('.seatrial/leases'), ...this.#list('.seatrial/data')];
  }

  /** Nothing of the trial is left; processes get a moment. */
  async isLeft(): Promise<void> {
    await eventually(() => this.processes().length === 0, 'every process has ended');
    assert.deepEqual(this.traces(), [], 'leases or data folders are left');
  }

  #isOurs(pid: number): boolean {
    try {
      if (/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) return false;
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`SEATRIAL_PROJECT=${this.folder}\0`);
    } catch {
      return false;
    }
  }

  #list(folder: string): string[] {
    try {
      return readdirSync(join(this.folder, folder)).sort();
    } catch {
      return [];
    }
  }
}

/** Plays with a new project that has the package and `server.mjs` in it. */
export async function inProject(play: (project: Project) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-project-'));
  const project = new Project(folder);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(PACKAGE, join(folder, 'node_modules/seatrial'));
  project.write('server.mjs', readFileSync(new URL('server.mjs', import.meta.url), 'utf8'));
  try {
    await play(project);
    await project.isLeft();
  } finally {
    for (const pid of project.processes()) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Long, because a busy machine takes its time, and nobody waits for it where all is well. */
const PATIENCE_MS = 20_000;

/** Resolves when it holds; fails after twenty seconds. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; ) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never happened: ${what}`);
}

function session(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Session {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const signal = (name: NodeJS.Signals): void => void process.kill(-(child.pid as number), name);
  const stuck = setTimeout(() => signal('SIGKILL'), STUCK_AFTER_MS);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (stderr += part));
  const ended = once(child, 'close').then(([code, name]): Answer => {
    clearTimeout(stuck);
    return { code, signal: name, stdout, stderr };
  });
  const shows = async (text: string | RegExp): Promise<void> => {
    const seen = (): boolean => (typeof text === 'string' ? stderr.includes(text) : text.test(stderr));
    await eventually(() => seen() || child.exitCode !== null, `standard error shows ${text}`);
    assert.ok(seen(), `it ended without showing ${text}:\n${stderr}`);
  };
  return { process: child, ended, shows, signal };
}
