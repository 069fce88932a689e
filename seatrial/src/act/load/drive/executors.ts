/**
 * Drives a crew through a phase: a closed model (users set the pace), an open model (arrivals fall due whatever the
 * answers take), or a number of iterations. An executor returns when nothing more is to be started; who is under way
 * then is the phase's business. What an open model cannot start is dropped and counted, never put off in silence.
 */
import type { Executor } from '../../../plan/resolved.ts';
import { type Clock, waitAtMost } from '../../../std/clock.ts';
import type { Recorder } from '../count/recorder.ts';
import { partOf, type Share, sharing, userOf } from '../share.ts';
import type { Crew } from './crew.ts';
import { ArrivalTimes, levelAt, totalMs } from './schedule.ts';

/** How often a ramp of users is brought to its level. */
const ADJUST_EVERY_MS = 20;

export interface Drive {
  readonly crew: Crew;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** The part of the users and arrivals that is driven here. */
  readonly share: Share;
  /** How many instances the users are spread over. */
  readonly instances: number;
  /** Fires when nothing more may be started. */
  readonly stop: AbortSignal;
}

/** Runs an executor to its end or until `stop` fires. */
export async function drive(executor: Executor, how: Drive): Promise<void> {
  if (executor.kind === 'users') return driveUsers(executor.stages, how);
  if (executor.kind === 'rate') return driveRate(executor, how);
  return driveIterations(executor, how);
}

async function driveUsers(stages: Extract<Executor, { kind: 'users' }>['stages'], how: Drive): Promise<void> {
  const startUs = how.clock.nowUs();
  const endMs = totalMs(stages);
  const elapsedMs = (nowUs = how.clock.nowUs()): number => (nowUs - startUs) / 1000;
  const active = new Set<number>();
  const wanted = (atMs: number): number => Math.round(levelAt(stages, atMs));
  const constant = stages.every((stage) => stage.from === stage.to && stage.to === stages[0]?.to);
  while (elapsedMs() < endMs && !how.stop.aborted) {
    for (let index = how.share.index + 1, level = wanted(elapsedMs()); index <= level; index += how.share.of) {
      if (active.has(index)) continue;
      active.add(index);
      how.crew.keepGoing(index, (nowUs) => {
        const atMs = elapsedMs(nowUs);
        const goOn = !how.stop.aborted && atMs < endMs && index <= wanted(atMs);
        if (!goOn) active.delete(index);
        return goOn;
      });
    }
    const leftMs = Math.max(0, endMs - elapsedMs());
    await how.clock.sleep(constant ? leftMs : Math.min(ADJUST_EVERY_MS, leftMs), how.stop);
  }
}

async function driveRate(executor: Extract<Executor, { kind: 'rate' }>, how: Drive): Promise<void> {
  const startUs = how.clock.nowUs();
  const arrivals = new ArrivalTimes(executor.stages);
  const endMs = totalMs(executor.stages);
  const share = sharing(how.share, executor.maxUsers);
  const maxUsers = partOf(share, executor.maxUsers);
  const free: number[] = [];
  let made = 0;
  let count = 0;
  while (!how.stop.aborted) {
    const elapsedMs = (how.clock.nowUs() - startUs) / 1000;
    for (; arrivals.nextMs <= elapsedMs; arrivals.advance()) {
      if (count++ % share.of !== share.index) continue;
      how.recorder.fellDue();
      const isNew = made < Math.min(maxUsers, how.instances) || (free.length === 0 && made < maxUsers);
      // The one who came back last has the warmest connections; where there are several instances, each is to have its turn.
      const index = isNew ? userOf(share, made++) : ((how.instances === 1 ? free.pop() : free.shift()) ?? null);
      if (index === null) how.recorder.dropped();
      else how.crew.once(index, startUs + arrivals.nextMs * 1000, () => free.push(index));
    }
    const untilMs = Math.min(arrivals.nextMs, endMs) - (how.clock.nowUs() - startUs) / 1000;
    if (arrivals.nextMs === Number.POSITIVE_INFINITY && untilMs <= 0) return;
    await how.clock.sleep(Math.max(0, untilMs), how.stop);
  }
}

async function driveIterations(executor: Extract<Executor, { kind: 'iterations' }>, how: Drive): Promise<void> {
  const endUs = how.clock.nowUs() + executor.maxDurationMs * 1000;
  const shared = { left: executor.each ? 0 : partOf(sharing(how.share, executor.users), executor.iterations) };
  for (let made = 0; made < partOf(how.share, executor.users); made++) {
    const mine = executor.each ? { left: executor.iterations } : shared;
    how.crew.keepGoing(userOf(how.share, made), (nowUs) => !how.stop.aborted && nowUs < endUs && mine.left-- > 0);
  }
  await waitAtMost(how.clock, executor.maxDurationMs, how.crew.idle(), how.stop);
}
