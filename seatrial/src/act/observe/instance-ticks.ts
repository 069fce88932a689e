/**
 * Processor time of an instance: the growth of the sum, over its processes, of what each used and of what the children used
 * that it has waited for. What a child has used moves to its parent when that waits for it, so the sum counts nothing twice
 * and keeps what lived only between two looks.
 *
 * Not seen is what a process used that ended without being waited for by one of the instance: one whose parent had ended
 * before it (the system's first process waits for it), or of a parent that ignores SIGCHLD.
 */
import type { Identity } from '../systems/members.ts';
import { cpuTicksOf } from '../systems/process-table.ts';

/** For an instance that starts and ends processes all the time: then the last look is taken as it is. */
const LOOKS = 4;

export class InstanceTicks {
  readonly #seen = new Map<string, number>();

  /** Ticks used since the last call for this start of an instance, since its beginning the first time; never negative. */
  since(start: string, members: readonly Identity[]): number {
    const ticks = sumOf(members);
    const since = ticks - (this.#seen.get(start) ?? 0);
    this.#seen.set(start, ticks);
    return Math.max(0, since);
  }

  /** Forgets the starts that run no more. */
  keepOnly(starts: readonly string[]): void {
    const running = new Set(starts);
    for (const start of this.#seen.keys()) if (!running.has(start)) this.#seen.delete(start);
  }
}

/**
 * A child that is waited for while this reads would be counted twice, or not at all. So nobody may have gone meanwhile,
 * else it is read again.
 */
function sumOf(members: readonly Identity[]): number {
  let there = members;
  let sum = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    const read = there.map((member) => ({ member, ticks: cpuTicksOf(member) }));
    sum = read.reduce((total, { ticks }) => total + (ticks ?? 0), 0);
    const left = there.filter((member) => cpuTicksOf(member) !== null);
    if (left.length === there.length) return sum;
    there = left;
  }
  return sum;
}
