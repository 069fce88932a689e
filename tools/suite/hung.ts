/**
 * Ends a test file that is past its limit, with every process it started: those below it, and those that left it but still have its mark
 * in their environment (see test-preload.ts). One that lives on would hold the runner's pipes open and keep it waiting for ever.
 */
import { readFileSync } from 'node:fs';
import {
  describeProcess,
  environmentOf,
  processIds,
  readProcess,
  sendTo,
} from '../../seatrial/src/act/systems/process-table.ts';

/** The name and the value of the environment variable that a file's processes inherit. */
export function markOf(file: string): [name: string, value: string] {
  return ['SEATRIAL_TEST_FILE', file];
}

/**
 * Kills the processes of a test file that `runner` (a pid) has started.
 * @returns each process that was killed, for a person
 */
export function killFile(file: string, runner: number): string[] {
  const mark = markOf(file).join('=');
  const all = processIds().flatMap((pid) => readProcess(pid) ?? []);
  const doomed = new Set<number>();
  for (const { pid, parent } of all) {
    const marked = environmentOf(pid)?.split('\0').includes(mark);
    if (pid !== runner && (marked || (parent === runner && argumentsOf(pid).includes(file)))) doomed.add(pid);
  }
  for (let size = -1; size !== doomed.size; ) {
    size = doomed.size;
    for (const { pid, parent } of all) if (doomed.has(parent)) doomed.add(pid);
  }
  const killed = all.filter(({ pid }) => doomed.has(pid));
  const told = killed.map(({ pid }) => describeProcess(pid));
  for (const process of killed) sendTo(process, 'SIGKILL');
  return told;
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
