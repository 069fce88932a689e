/**
 * What the kernel knows about processes, read from /proc. Where there is no /proc (any system but Linux), every answer is
 * null or an empty list. Zombies count as gone: they hold nothing any more.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

export interface ProcessState {
  pid: number;
  /** The kernel's letter: R running, S sleeping, T stopped, ... */
  state: string;
  parent: number;
  group: number;
  session: number;
  /** Processor time used so far by it and by the children that it has waited for, in ticks of 10 ms. */
  cpuTicks: number;
  /** When it started, in ticks since boot: with the pid, the identity of a process. */
  startTicks: number;
}

const COMMAND_LENGTH = 80;

export const hasProcessTable = existsSync('/proc/self/stat');

/** The state of one process; null when there is none, or only a zombie. */
export function readProcess(pid: number): ProcessState | null {
  const process = readAny(pid);
  return process?.state === 'Z' ? null : process;
}

/**
 * Processor time of one process and of the children that it has waited for, in ticks of 10 ms. A zombie still has it, until
 * its parent waits for it and takes the time over. Null when the process is gone.
 */
export function cpuTicksOf({ pid, startTicks }: Pick<ProcessState, 'pid' | 'startTicks'>): number | null {
  const process = readAny(pid);
  return process?.startTicks === startTicks ? process.cpuTicks : null;
}

function readAny(pid: number): ProcessState | null {
  let line: string;
  try {
    // As UTF-8, which Node reads by itself; other encodings of a file of unknown size leave buffers to a full collection.
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const [state = '', ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  if (state === 'X') return null;
  const number = (index: number): number => Number(fields[index] ?? 0);
  const [parent, group, session] = [number(0), number(1), number(2)];
  const cpuTicks = number(10) + number(11) + number(12) + number(13);
  return { pid, state, parent, group, session, cpuTicks, startTicks: number(18) };
}

export function isStopped({ state }: ProcessState): boolean {
  return state === 'T' || state === 't';
}

/**
 * The environment a process was started with, `NAME=value` and a zero byte each; empty where it has none, has written over
 * it or is just being started, null where it cannot be read.
 */
export function environmentOf(pid: number): string | null {
  return textOf(pid, 'environ');
}

/** Where a descriptor of a process leads; null where it has none of that number, or it cannot be seen. */
export function descriptorOf(pid: number, descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return null;
  }
}

/** For a person, without the folders of programs and files: ``pid 4711 `node server.mjs 20123` ``. */
export function describeProcess(pid: number): string {
  const words = (textOf(pid, 'cmdline') ?? '').split('\0');
  const command = words
    .map((word) => (word.startsWith('/') ? basename(word) : word))
    .join(' ')
    .trim();
  const short = command.length > COMMAND_LENGTH ? `${command.slice(0, COMMAND_LENGTH)}...` : command;
  return short === '' ? `pid ${pid}` : `pid ${pid} \`${short}\``;
}

/** Signals this process, never another that has its number by now; false when it is gone or may not be signalled. */
export function sendTo({ pid, startTicks }: Pick<ProcessState, 'pid' | 'startTicks'>, signal: NodeJS.Signals): boolean {
  if (readProcess(pid)?.startTicks !== startTicks) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** The pid of every process there is. */
export function processIds(): number[] {
  if (!hasProcessTable) return [];
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Every process of a group, wherever in the tree it is. */
export function groupMembers(group: number): ProcessState[] {
  return processIds()
    .map(readProcess)
    .filter((process) => process !== null)
    .filter((process) => process.group === group);
}

/** Whether any process of the group is left. */
export function groupIsAlive(group: number): boolean {
  if (hasProcessTable) return groupMembers(group).length > 0;
  return sendToGroup(group, 0);
}

/** Signals every process of a group (0 only asks); false when there is none. */
export function sendToGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/**
 * A text that no other process with this pid ever has, not even after a reboot; null when it cannot be known.
 * @example birthOf(4711) // '1234567@0b5c9a7e-...'
 */
export function birthOf(pid: number): string | null {
  const process = readProcess(pid);
  return process && boot ? `${process.startTicks}@${boot}` : null;
}

/** Whether such a text was made since the last boot. */
export function bornSinceBoot(birth: string): boolean {
  return birth.endsWith(`@${boot}`);
}

/** Null when no file could be opened for it. */
export function unlessExhausted<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function textOf(pid: number, file: 'environ' | 'cmdline'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

const boot = hasProcessTable ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : '';
