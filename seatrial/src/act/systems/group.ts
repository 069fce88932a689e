/**
 * One start of a command: a leader that Seatrial starts in a session and a process group of its own, and all that it starts
 * in turn (`members.ts`). When the leader ends, all of it is ended. Where there is no /proc, all of it is the group.
 *
 * Invariant: a lease and a guard, which will end the program, are in place before it runs. Hence the gate: a shell that
 * becomes the leader, waits on a pipe until both are in place, and turns into the program (`exec`: the same pid). The
 * program gets the lease's file open, because one that runs as another user may not be able to open it.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Clock } from '../../std/clock.ts';
import type { Account } from './account.ts';
import type { Environment } from './command.ts';
import { Guard } from './guard.ts';
import { beginLease, Lease, type LeasedGroup } from './lease.ts';
import { DESCRIPTOR, type Identity, Members, marked } from './members.ts';
import {
  birthOf,
  describeProcess,
  groupIsAlive,
  hasProcessTable,
  isStopped,
  type ProcessState,
  sendTo,
  sendToGroup,
} from './process-table.ts';

const GATE = 'read -r go <&3 && exec "$@" 3<&-';
const POLL_MS = 10;
const VERIFY_MS = 1000;
/** SIGKILL is repeated for this long, because a process may fork faster than it can be killed. */
const KILL_PATIENCE_MS = 5000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What the leader left running when it ended, in words; all of it is ended now. */
  left: readonly string[];
}

export interface GroupOptions {
  command: readonly string[];
  environment: Environment;
  workingFolder: string;
  /** Whom it runs as; null for ourselves. */
  account: Account | null;
  /** A descriptor that stdout and stderr are written to; closed here. */
  output: number;
  /** What the lease says: `api 1 runs`. */
  what: string;
  leaseFolder: string;
  clock: Clock;
}

export type Launched = { ok: true; group: ProcessGroup } | { ok: false; because: string };

export class ProcessGroup {
  /** The leader's pid and the number of its group. */
  readonly pid: number;
  readonly leased: LeasedGroup & { mark: string };
  /** How the leader ended. */
  readonly exit: Promise<Exit>;
  /** Resolves when the leader and all the others have ended, with what could not be ended, in words. Guard and lease are gone then. */
  readonly ended: Promise<readonly string[]>;
  readonly #clock: Clock;
  readonly #guard: Guard;
  readonly #members: Members;
  #hasEnded = false;
  /** True while all have been asked to end by themselves: the end of the leader does not kill the others then. */
  #lenient = false;

  constructor(leader: ChildProcess & { pid: number }, mark: string, { clock, what, leaseFolder }: GroupOptions) {
    this.pid = leader.pid;
    this.#clock = clock;
    this.leased = { pgid: leader.pid, leaderStart: birthOf(leader.pid), mark };
    this.#members = new Members(this.leased);
    this.exit = once(leader, 'exit').then(([code, signal]) => ({ code, signal, left: this.#inWords() }));
    const lease = new Lease(leaseFolder, what, { kind: 'kill-group', ...this.leased }, mark);
    this.#guard = new Guard({ pgid: this.pid, mark, lease: lease.path });
    this.ended = this.#end(lease);
  }

  /** Every process of it as far as it is known without a look at all there are; empty where there is no /proc. */
  members(): readonly Identity[] {
    const members = this.#members.known();
    this.#guard.tell(members);
    return members;
  }

  /** SIGSTOP to every process; true when all were seen to stand still (sent, where that cannot be seen). */
  async pause(): Promise<boolean> {
    return this.#signalUntil('SIGSTOP', (members) => members.length > 0 && members.every(isStopped));
  }

  /** SIGCONT to every process; true when none was seen to stand still any more. */
  async resume(): Promise<boolean> {
    return this.#signalUntil('SIGCONT', (members) => !members.some(isStopped));
  }

  /** SIGKILL to every process; resolves when all are gone, or cannot be ended, with the leader's exit. */
  async kill(): Promise<Exit> {
    this.#lenient = false;
    this.#send('SIGKILL');
    await this.ended;
    return this.exit;
  }

  /**
   * Sends SIGTERM to the leader's group, and SIGKILL to what is left after the grace. The leader is given the time to end
   * processes that left the group: they get SIGTERM when the group is empty.
   */
  async terminate(graceMs: number): Promise<Exit> {
    this.#lenient = true;
    const members = this.#look(); // before a parent ends: some processes are recognised by their parent only
    if (this.#hasGroup(members)) sendToGroup(this.pid, 'SIGTERM');
    this.#send('SIGCONT'); // a paused process hears SIGTERM only when it runs again
    const early = new AbortController();
    await Promise.race([this.ended, this.#clock.sleep(graceMs, early.signal)]);
    early.abort();
    return this.kill();
  }

  /** The state must be seen twice in a row: a process that had not stopped yet may have started another during the first look. */
  async #signalUntil(signal: NodeJS.Signals, reached: (members: readonly ProcessState[]) => boolean): Promise<boolean> {
    let seen = 0;
    for (let waitedMs = 0; waitedMs < VERIFY_MS; waitedMs += POLL_MS) {
      if (seen === 0 && !this.#send(signal)) return false;
      if (!hasProcessTable) return true;
      seen = reached(this.#look()) ? seen + 1 : 0;
      if (seen === 2) return true;
      await this.#clock.sleep(POLL_MS);
    }
    return false;
  }

  async #end(lease: Lease): Promise<readonly string[]> {
    await this.exit;
    const asked = new Set<number>();
    let killedMs = 0;
    while (this.#isLeft() && killedMs < KILL_PATIENCE_MS) {
      if (this.#lenient) this.#ask(asked);
      else this.#send('SIGKILL');
      await this.#clock.sleep(POLL_MS);
      if (!this.#lenient) killedMs += POLL_MS;
    }
    const left = this.#inWords();
    this.#hasEnded = true;
    await this.#guard.release();
    if (left.length === 0) lease.remove();
    return left;
  }

  /** Sends SIGTERM, once each, to the processes outside the group, after the group has ended. */
  #ask(asked: Set<number>): void {
    const members = this.#look();
    if (this.#hasGroup(members)) return;
    for (const member of members.filter(({ pid }) => !asked.has(pid))) {
      asked.add(member.pid);
      sendTo(member, 'SIGTERM');
    }
  }

  /** Whether a process is still in the group, so that its number cannot be another group's. */
  #hasGroup(members: readonly ProcessState[]): boolean {
    return hasProcessTable ? members.some(({ group }) => group === this.pid) : !this.#hasEnded;
  }

  #isLeft(): boolean {
    return hasProcessTable ? this.#look().length > 0 : groupIsAlive(this.pid);
  }

  #inWords(): string[] {
    return this.#look().map(({ pid }) => describeProcess(pid));
  }

  #look(): readonly ProcessState[] {
    const members = this.#members.living();
    this.#guard.tell(members);
    return members;
  }

  /** Never signals what has ended, because its numbers may be another's by now. True when a process got the signal. */
  #send(signal: NodeJS.Signals): boolean {
    if (this.#hasEnded) return false;
    if (!hasProcessTable) return sendToGroup(this.pid, signal);
    const members = this.#look();
    // The whole group at once: if its processes were signalled one by one, a supervisor could restart a worker in between.
    const inGroup = this.#hasGroup(members) && sendToGroup(this.pid, signal);
    const others = members.filter(({ group }) => group !== this.pid).map((member) => sendTo(member, signal));
    return inGroup || others.includes(true);
  }
}

/** Starts a command as a process group. A failure of the command itself shows in its output and its exit. */
export async function launch(options: GroupOptions): Promise<Launched> {
  const { workingFolder, output, leaseFolder, account } = options;
  const mark = randomUUID();
  const environment = marked(options.environment, mark);
  const lease = beginLease(leaseFolder, mark);
  const between = Array.from({ length: DESCRIPTOR - 4 }, () => 'ignore' as const);
  const stdio: StdioOptions = ['ignore', output, output, 'pipe', ...between, lease.descriptor];
  const shell = spawn('/bin/sh', ['-c', GATE, 'seatrial', ...namesNoShellKeeps(environment), ...options.command], {
    cwd: workingFolder,
    env: environment,
    detached: true,
    stdio,
    ...account,
  });
  closeSync(output);
  closeSync(lease.descriptor);
  if (!hasPid(shell)) {
    lease.abandon();
    const [error] = await once(shell, 'error');
    return { ok: false, because: `no process could be started in ${workingFolder}: ${error.message}` };
  }
  const group = new ProcessGroup(shell, mark, options);
  const gate = shell.stdio[3] as Writable;
  gate.on('error', () => undefined); // the shell at the gate was ended from outside: its exit tells
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
