/**
 * Which processes belong to an instance: all that its leader started, and all that these started in turn, in whatever group
 * or session they are by now. A process belongs to it in three cases. It bears the mark that the leader was started with, in
 * its environment or as an open descriptor of the lease's file (both are inherited, and few programs drop both). It is in the
 * leader's group or session. Or its parent belongs to it. A process that belonged to it once still does, known by pid and
 * start, so a daemon whose parent has ended is not lost.
 *
 * A process is missed only when it dropped both marks, made a session of its own and lost its parent before the first look;
 * `sockets.ts` still finds it at the instance's port. Where there is no /proc, no process is ever found.
 */
import type { LeasedGroup } from './lease.ts';
import {
  descriptorOf,
  environmentOf,
  type ProcessState,
  processIds,
  readProcess,
  unlessExhausted,
} from './process-table.ts';

/** The descriptor that an instance has its lease open as. One digit, because some shells can open no other. */
export const DESCRIPTOR = 9;

/** The variable that carries the mark. A Seatrial inside an instance adds its own, so that the outer one finds all. */
const VARIABLE = 'SEATRIAL_INSTANCE';

/**
 * The environment of a leader.
 * @example marked({ PATH }, 'a-uuid') // { PATH, SEATRIAL_INSTANCE: 'a-uuid' }
 */
export function marked<T extends Readonly<Record<string, string | undefined>>>(
  environment: T,
  mark: string,
): T & Record<typeof VARIABLE, string> {
  const inherited = environment[VARIABLE];
  return { ...environment, [VARIABLE]: inherited ? `${inherited} ${mark}` : mark };
}

export type Identity = Pick<ProcessState, 'pid' | 'startTicks'>;

export class Members {
  readonly #leader: number;
  readonly #mark: string | null;
  /** Start by pid. */
  readonly #known = new Map<number, number>();
  #strangers = new Map<number, number>();
  #living: readonly ProcessState[] = [];
  /** False once the leader's group was seen empty: its number may be another group's from then on. */
  #groupLives: boolean;

  /** `groupLives`: the group of that number is known to be the leader's still. */
  constructor({ pgid, mark }: LeasedGroup, groupLives = true) {
    this.#leader = pgid;
    this.#mark = mark ?? null;
    this.#groupLives = groupLives;
  }

  /**
   * All that live now, the eldest first. Looks at every process of the machine, so it is for faults and ends. Returns those
   * of the last look when no descriptor is left to look with.
   */
  living(): readonly ProcessState[] {
    const pids = unlessExhausted(processIds);
    if (pids !== null) this.#living = this.#lookAt(pids);
    return this.#living;
  }

  #lookAt(pids: readonly number[]): ProcessState[] {
    this.#forgetAllBut(pids);
    const known: ProcessState[] = [];
    const others: ProcessState[] = [];
    for (const process of pids.map(readProcess)) {
      if (process) (this.#known.get(process.pid) === process.startTicks ? known : others).push(process);
    }
    for (const { pid } of others) this.#known.delete(pid); // its number is another's now
    const living = [...known, ...this.#takeIn(others)];
    this.#groupLives &&= living.some((process) => this.#inGroup(process));
    return living.toSorted((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
  }

  /** The same, but looks only at processes that are new since the last look: for sampling once a second. */
  known(): Identity[] {
    const pids = processIds();
    this.#forgetAllBut(pids);
    const unseen = pids.filter((pid) => !this.#known.has(pid) && !this.#strangers.has(pid));
    const strangers = this.#strangers;
    this.#takeIn(unseen.map(readProcess).filter((process) => process !== null));
    for (const [pid, start] of strangers) this.#strangers.set(pid, start);
    return [...this.#known].map(([pid, startTicks]) => ({ pid, startTicks }));
  }

  #forgetAllBut(pids: readonly number[]): void {
    const there = new Set(pids);
    for (const seen of [this.#known, this.#strangers]) {
      for (const pid of seen.keys()) if (!there.has(pid)) seen.delete(pid);
    }
  }

  /** Notes which of these belong to it, and returns them; the others are strangers. */
  #takeIn(processes: readonly ProcessState[]): ProcessState[] {
    const strangers = new Map<number, number>();
    const found: ProcessState[] = [];
    const unrelated: ProcessState[] = [];
    for (const process of processes) {
      const environment = this.#isStranger(process) ? null : environmentOf(process.pid);
      const belongs = this.#isMarked(process, environment) || (this.#groupLives && this.#inGroup(process));
      (belongs ? found : unrelated).push(process);
      // An empty environment may be that of a program which is just being started: it is read again next time.
      if (environment !== '' || process.group === 0) strangers.set(process.pid, process.startTicks);
    }
    for (const { pid, startTicks } of found) this.#known.set(pid, startTicks);
    found.push(...this.#descendantsAmong(unrelated));
    for (const { pid } of found) strangers.delete(pid);
    this.#strangers = strangers;
    return found;
  }

  /** Notes those whose parent is known, and their children in turn. */
  #descendantsAmong(processes: readonly ProcessState[]): ProcessState[] {
    const children = processes.filter((process) => this.#isChild(process));
    if (children.length === 0) return [];
    for (const { pid, startTicks } of children) this.#known.set(pid, startTicks);
    return [...children, ...this.#descendantsAmong(processes.filter((process) => !children.includes(process)))];
  }

  #isStranger({ pid, startTicks }: ProcessState): boolean {
    return this.#strangers.get(pid) === startTicks;
  }

  #isMarked({ pid }: ProcessState, environment: string | null): boolean {
    if (this.#mark === null || environment === null) return false;
    return environment.includes(this.#mark) || descriptorOf(pid, DESCRIPTOR)?.includes(`/${this.#mark}.json`) === true;
  }

  #inGroup({ group, session }: ProcessState): boolean {
    return group === this.#leader || session === this.#leader;
  }

  #isChild({ parent }: ProcessState): boolean {
    const start = this.#known.get(parent);
    return start !== undefined && readProcess(parent)?.startTicks === start;
  }
}
