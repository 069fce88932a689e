/**
 * One process group: a leader that Seatrial starts in a session of its own, and all that it starts in turn (a process that
 * makes a session of its own has left the group and is out of reach). When the leader ends, the group ends.
 *
 * Invariant: before the program runs, a lease and a guard stand for its end. Hence the gate: a shell that becomes the
 * leader, waits on a pipe until both are in place, and turns into the program (`exec`: the same pid).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Clock } from '../../std/clock.ts';
import type { Environment } from './command.ts';
import { Guard } from './guard.ts';
import { Lease, type LeasedGroup } from './lease.ts';
import {
  birthOf,
  groupIsAlive,
  groupMembers,
  hasProcessTable,
  isStopped,
  type ProcessState,
  sendToGroup,
} from './process-table.ts';

const GATE = 'read -r go <&3 && exec "$@" 3<&-';
const POLL_MS = 10;
const VERIFY_MS = 1000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface GroupOptions {
  command: readonly string[];
  environment: Environment;
  workingFolder: string;
  /** A descriptor that stdout and stderr are written to; closed here. */
  output: number;
  /** What the lease says: `api 1 runs`. */
  what: string;
  leaseFolder: string;
  clock: Clock;
}

export type Launched = { ok: true; group: ProcessGroup } | { ok: false; because: string };

export class ProcessGroup {
  /** The leader's pid and the number of the group. */
  readonly pid: number;
  readonly leased: LeasedGroup;
  /** How the leader ended. */
  readonly exit: Promise<Exit>;
  /** The leader has ended, no process of the group is left, guard and lease are gone. */
  readonly ended: Promise<void>;
  readonly #clock: Clock;
  #hasEnded = false;
  /** While the group is asked to end by itself, the end of its leader does not end the others. */
  #lenient = false;

  constructor(leader: ChildProcess & { pid: number }, { clock, what, leaseFolder }: GroupOptions) {
    this.pid = leader.pid;
    this.#clock = clock;
    this.leased = { pgid: leader.pid, leaderStart: birthOf(leader.pid) };
    this.exit = once(leader, 'exit').then(([code, signal]) => ({ code, signal }));
    const lease = new Lease(leaseFolder, what, { kind: 'kill-group', ...this.leased });
    const guard = new Guard(this.pid);
    this.ended = this.#end(guard, lease);
  }

  /** SIGSTOP to every process; true when all were seen to stand still (sent, where that cannot be seen). */
  async pause(): Promise<boolean> {
    return this.#signalUntil('SIGSTOP', (members) => members.length > 0 && members.every(isStopped));
  }

  /** SIGCONT to every process; true when none was seen to stand still any more. */
  async resume(): Promise<boolean> {
    return this.#signalUntil('SIGCONT', (members) => !members.some(isStopped));
  }

  /** SIGKILL to every process; resolves when all are gone, with the leader's exit. */
  async kill(): Promise<Exit> {
    this.#lenient = false;
    this.#send('SIGKILL');
    await this.ended;
    return this.exit;
  }

  /** SIGTERM to every process, and SIGKILL to what is left after the grace. */
  async terminate(graceMs: number): Promise<Exit> {
    this.#lenient = true;
    this.#send('SIGTERM');
    this.#send('SIGCONT'); // a paused process hears SIGTERM only when it runs again
    const early = new AbortController();
    await Promise.race([this.ended, this.#clock.sleep(graceMs, early.signal)]);
    early.abort();
    return this.kill();
  }

  async #signalUntil(signal: NodeJS.Signals, reached: (members: ProcessState[]) => boolean): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < VERIFY_MS; waitedMs += POLL_MS) {
      if (!this.#send(signal)) return false;
      if (!hasProcessTable || reached(groupMembers(this.pid))) return true;
      await this.#clock.sleep(POLL_MS);
    }
    return false;
  }

  async #end(guard: Guard, lease: Lease): Promise<void> {
    await this.exit;
    while (groupIsAlive(this.pid)) {
      if (!this.#lenient) this.#send('SIGKILL');
      await this.#clock.sleep(POLL_MS);
    }
    this.#hasEnded = true;
    await guard.release();
    lease.remove();
  }

  /** Never signals a group that has ended: its number may be another's by now. */
  #send(signal: NodeJS.Signals): boolean {
    return !this.#hasEnded && sendToGroup(this.pid, signal);
  }
}

/** Starts a command as a process group. What the command itself thinks of it shows in its output and its exit. */
export async function launch(options: GroupOptions): Promise<Launched> {
  const { environment, workingFolder, output } = options;
  const shell = spawn('/bin/sh', ['-c', GATE, 'seatrial', ...namesNoShellKeeps(environment), ...options.command], {
    cwd: workingFolder,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  });
  closeSync(output);
  if (!hasPid(shell)) {
    const [error] = await once(shell, 'error');
    return { ok: false, because: `no process could be started in ${workingFolder}: ${error.message}` };
  }
  const group = new ProcessGroup(shell, options);
  const gate = shell.stdio[3] as Writable;
  gate.on('error', () => undefined); // somebody ended the shell at the gate: the exit tells
  gate.end('go\n');
  return { ok: true, group };
}

function hasPid(child: ChildProcess): child is ChildProcess & { pid: number } {
  return child.pid !== undefined;
}

/** Some shells drop variables with names that they could not use (`spring.port`): `env` hands those through. */
function namesNoShellKeeps(environment: Environment): string[] {
  const dropped = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && !/^[A-Za-z_]\w*$/.test(name),
  );
  return dropped.length === 0 ? [] : ['env', ...dropped.map(([name, value]) => `${name}=${value}`)];
}
