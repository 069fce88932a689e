/**
 * A server of the comparison: a process on given cores, ready when it answers HTTP at all, ended with what it made. What it
 * cost is what the kernel counted for it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const TICKS_PER_SECOND = 100;

export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cores: string;
}

export interface Running {
  /** Processor seconds, user and system, so far. */
  cpuSeconds(): number;
  /** Resident at most, of it or of the first of its children that runs `script`. */
  peakBytes(script?: string): number;
  stop(): Promise<void>;
}

/** Starts it and waits until it is ready. Throws with what it printed when it never is. */
export async function startProcess({ argv, env, cores }: Command, isReady: () => Promise<boolean>): Promise<Running> {
  const child = spawn('taskset', ['--cpu-list', cores, ...argv], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => keepSome(printed, part));
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    await stopped(child);
    process.off('exit', end);
  };
  try {
    await ready(isReady, child);
  } catch (error) {
    await stop();
    throw new Error(`${argv.join(' ')}: ${(error as Error).message}\n${printed.join('')}`);
  }
  const { pid = 0 } = child;
  return {
    cpuSeconds: () => readCpuSeconds(about(pid, 'stat')),
    peakBytes: (script) => {
      const of = script === undefined ? pid : childOf(pid, script);
      return Number(/VmHWM:\s+(\d+) kB/.exec(about(of, 'status'))?.[1]) * 1024;
    },
    stop,
  };
}

function about(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8');
}

function childOf(pid: number, script: string): number {
  const children = about(pid, `task/${pid}/children`).trim().split(' ').map(Number);
  const found = children.find((child) => about(child, 'cmdline').includes(script));
  if (found === undefined) throw new Error(`process ${pid} has no child that runs ${script}`);
  return found;
}

/** User and system time of one line of /proc/PID/stat; the program's name may hold anything but ends with the last bracket. */
export function readCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(overdue);
}

async function ready(isReady: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  const giveUpMs = performance.now() + READY_WITHIN_MS;
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode} before it was ready`);
    if (performance.now() > giveUpMs) throw new Error(`was not ready after ${READY_WITHIN_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether an HTTP server answers there that it can serve, or at least who may ask. */
export function answersAt(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.arrayBuffer().then(() => answer.status < 500),
    () => false,
  );
}

/** Whether anybody listens there. */
export function listensAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('error', () => resolve(false));
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
  });
}

/** The last lines are what a person needs. */
function keepSome(printed: string[], part: Buffer): void {
  printed.push(part.toString());
  if (printed.length > 50) printed.shift();
}
