/**
 * What every instance and Seatrial itself use: processor, memory and open files, and how much room Seatrial has left
 * (`own-room.ts`), once a second, read from /proc. An instance is all of its processes. Where there is no /proc, only
 * Seatrial's own processor and memory are known, and nothing is made up for the rest.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Emit } from '../../evidence/emit.ts';
import type { Sample } from '../../evidence/records.ts';
import type { Clock } from '../../std/clock.ts';
import type { Instance } from '../systems/instance.ts';
import type { Identity } from '../systems/members.ts';
import { hasProcessTable, unlessExhausted } from '../systems/process-table.ts';
import type { Target } from '../systems/system.ts';
import { InstanceTicks } from './instance-ticks.ts';
import { OwnRoom } from './own-room.ts';

const INTERVAL_MS = 1000;
/** Linux counts processor time for programs in hundredths of a second, on every machine. */
const TICK_US = 10_000;

interface Running {
  readonly system: string;
  readonly instance: number;
  /** Its leader. */
  readonly pid: number;
  /** Differs from start to start. */
  readonly start: string;
  readonly members: readonly Identity[];
}

type Usage = Pick<Sample, 'cpu' | 'rssBytes' | 'openFiles' | 'processes' | 'largestRssBytes'>;

/** Samples every second until the signal fires; `targets` is asked each time, so later ones are sampled too. */
export async function sampleProcesses(
  targets: () => readonly Target[],
  { emit, clock, signal }: { emit: Emit; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const room = new OwnRoom();
  const sampler = new ProcessSampler(() => targets().flatMap(({ instances }) => instances), emit, clock);
  let dueUs = clock.nowUs();
  for (;;) {
    dueUs = Math.max(dueUs + INTERVAL_MS * 1000, clock.nowUs());
    await clock.sleep((dueUs - clock.nowUs()) / 1000, signal);
    if (signal.aborted) return;
    sampler.sample();
    emit({ kind: 'generator-room', ...(await room.reading(targets().flatMap(({ urls }) => urls))) });
  }
}

export class ProcessSampler {
  readonly #instances: () => readonly Instance[];
  readonly #emit: Emit;
  readonly #clock: Clock;
  readonly #ticks = new InstanceTicks();
  #ownCpu = process.cpuUsage();
  #lastUs: number;

  /** Begins to count; the first sample tells of the time from here. */
  constructor(instances: () => readonly Instance[], emit: Emit, clock: Clock) {
    this.#instances = instances;
    this.#emit = emit;
    this.#clock = clock;
    this.#lastUs = clock.nowUs();
    for (const { start, members } of this.#running()) this.#ticks.since(start, members);
  }

  /** One sample of everything that runs, as facts; none when Seatrial has no descriptor left to read it with. */
  sample(): void {
    const found = unlessExhausted(() => ({ running: this.#running(), rssBytes: process.memoryUsage.rss() }));
    if (found === null) return;
    const { running, rssBytes } = found;
    const nowUs = this.#clock.nowUs();
    const elapsedUs = Math.max(1, nowUs - this.#lastUs);
    this.#lastUs = nowUs;
    const own = { ...this.#ownUsage(elapsedUs), rssBytes };
    this.#emit({ kind: 'sample', system: 'seatrial', instance: 1, pid: process.pid, ...own });
    if (!hasProcessTable) return;
    for (const each of running) {
      const { system, instance, pid } = each;
      this.#emit({ kind: 'sample', system, instance, pid, ...this.#usageOf(each, elapsedUs) });
    }
    this.#ticks.keepOnly(running.map(({ start }) => start));
  }

  /** The instances that run, each with its leader and all of its processes. */
  #running(): Running[] {
    return this.#instances().flatMap((each) => {
      const { system, number: instance, group } = each;
      if (!group) return [];
      const { pgid: pid, leaderStart } = group;
      return [{ system, instance, pid, start: `${pid} ${leaderStart}`, members: each.members() }];
    });
  }

  #ownUsage(elapsedUs: number): Omit<Usage, 'rssBytes'> {
    const used = process.cpuUsage(this.#ownCpu);
    this.#ownCpu = process.cpuUsage();
    const cpu = (used.user + used.system) / elapsedUs;
    return { cpu, openFiles: openFilesOf(process.pid) };
  }

  #usageOf({ start, members }: Running, elapsedUs: number): Usage {
    const pids = members.map(({ pid }) => pid);
    const openFiles = pids.map(openFilesOf).filter((count) => count !== null);
    const memory = pids.map(rssBytesOf);
    const several = pids.length > 1 ? { processes: pids.length, largestRssBytes: Math.max(...memory) } : {};
    return {
      cpu: (this.#ticks.since(start, members) * TICK_US) / elapsedUs,
      rssBytes: memory.reduce((total, bytes) => total + bytes, 0),
      ...several,
      openFiles: openFiles.length === 0 ? null : openFiles.reduce((total, count) => total + count, 0),
    };
  }
}

function openFilesOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

function rssBytesOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0; // it ended a moment ago
  }
}
