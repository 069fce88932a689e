/**
 * Conducts the actions of a plan: sweeps what a dead trial left, starts the systems, runs the phases with their faults,
 * and ends everything on every way out. It is given the actions only and knows nothing of what would pass.
 */
import { setMaxListeners } from 'node:events';
import { journeyIn } from '../plan/phases/phase.ts';
import type { Actions, ResolvedPhase } from '../plan/resolved.ts';
import type { Clock } from '../std/clock.ts';
import { applyFault } from './faults/inject.ts';
import type { LoadContext } from './load/runner.ts';
import { sampleProcesses } from './observe/process-sampler.ts';
import { Runners } from './runners.ts';
import { addressesOf } from './systems/addresses.ts';
import type { TargetContext } from './systems/instance.ts';
import { sweepLeases } from './systems/sweep.ts';
import { startSystem, type Target } from './systems/system.ts';
import { UNDOERS } from './undoers.ts';
import { type TrialOutcome, Watch } from './watch.ts';

export interface ConductContext extends TargetContext, Pick<LoadContext, 'threads'> {
  readonly clock: Clock;
  /** Differs from trial to trial: part of every name a journey makes. */
  readonly token: string;
}

/** Runs all actions. Never throws for what a system does; when it returns or throws, nothing it started is left. */
export async function conduct(actions: Actions, context: ConductContext): Promise<TrialOutcome> {
  const mistake = new AbortController();
  const signal = AbortSignal.any([context.signal, mistake.signal]);
  setMaxListeners(0, signal);
  const watch = new Watch(context.emit, actions, (because) => mistake.abort(because));
  await sweepLeases(context.leaseFolder, UNDOERS, context.emit, context.clock);
  const addresses = await addressesOf(actions.systems, context.dataFolder);
  const watched: ConductContext = { ...context, signal, emit: watch.emit, addresses };
  const targets = new Map<string, Target>();
  let runners: Runners | null = null;
  const over = new AbortController();
  const sampling = sampleProcesses(() => [...targets.values()], { ...watched, signal: over.signal });
  sampling.catch(() => undefined); // told at the end, when everything has been stopped
  try {
    for (const system of actions.systems) {
      const started = await startSystem(system, watched);
      if (!started.ok) return interruptedOr(signal, { outcome: 'failed', because: started.because });
      targets.set(system.name, started.target);
    }
    const opened = await Runners.open(actions, { ...watched, onStray: (because) => mistake.abort(because) });
    if (typeof opened === 'string') return interruptedOr(signal, { outcome: 'failed', because: opened });
    runners = opened;
    return await runPhases(actions, { targets, context: watched, runners, watch });
  } finally {
    watch.ending = true;
    over.abort();
    await allEnded<unknown>([sampling, runners?.close(), ...[...targets.values()].map((target) => target.stop())]);
  }
}

/** Waits for all, also when one fails; then throws the first failure. */
async function allEnded<T>(works: readonly (Promise<T> | undefined)[]): Promise<T[]> {
  return (await Promise.allSettled(works)).map((ending) => {
    if (ending.status === 'rejected') throw ending.reason;
    return ending.value as T;
  });
}

interface Conducting {
  readonly targets: ReadonlyMap<string, Target>;
  readonly context: ConductContext;
  readonly runners: Runners;
  readonly watch: Watch;
}

async function runPhases({ phases }: Actions, conducting: Conducting): Promise<TrialOutcome> {
  for (const group of Map.groupBy(phases.entries(), ([, phase]) => phase.group).values()) {
    await allStarted(conducting.targets);
    const ended = await allEnded(group.map(([index, phase]) => runPhase(index, phase, conducting)));
    const stopped = ended.find(({ outcome }) => outcome !== 'complete');
    if (stopped) return stopped;
  }
  return { outcome: 'complete' };
}

/**
 * Waits for instances that a fault of the phase before has started again: what begins while its system still starts would
 * measure the start, and read back nothing. One that is not ready in its time (`ready.within`) is in the evidence and
 * keeps nobody waiting any longer. What was ready, or could not be started, is not waited for.
 */
async function allStarted(targets: ReadonlyMap<string, Target>): Promise<void> {
  const instances = [...targets.values()].flatMap((target) => target.instances);
  await allEnded(instances.map((instance) => instance.ready()));
}

async function runPhase(index: number, phase: ResolvedPhase, conducting: Conducting): Promise<TrialOutcome> {
  const { targets, context, runners, watch } = conducting;
  await context.clock.sleep(phase.startAfterMs, context.signal);
  const before = interruptedOr(context.signal, watch.outcome);
  if (before.outcome !== 'complete') return before;
  const { kind: action, name, subject, system, described } = phase;
  const setUp = journeyIn(phase)?.userSetup ? { userSetup: true as const } : {};
  context.emit({ kind: 'phase-started', phase: name, action, subject, system, ...setUp, described });
  const lost = await runners.run(phase, {
    ...context,
    index,
    token: `${context.token}${index}`,
    targets,
    acknowledged: (journey) => watch.owed.begins(journey),
    withFaults: (work) => runWithFaults(phase, targets, context, work),
  });
  const ended = interruptedOr(context.signal, lost === null ? watch.outcome : { outcome: 'failed', because: lost });
  context.emit({ kind: 'phase-ended', phase: name, ...ended });
  return ended;
}

/** Faults run beside the work, from where it begins, and never outlive it. */
async function runWithFaults(
  phase: ResolvedPhase,
  targets: ReadonlyMap<string, Target>,
  context: ConductContext,
  work: (begin: () => void) => Promise<string | null>,
): Promise<string | null> {
  const phaseOver = new AbortController();
  const signal = AbortSignal.any([context.signal, phaseOver.signal]);
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const faults = allEnded(
    phase.faults.map(async (fault) => {
      await begun;
      await applyFault(fault, phase.name, targets.get(fault.target.system), { ...context, signal });
    }),
  );
  faults.catch(() => undefined); // told when the work has ended
  try {
    return await work(begin);
  } finally {
    phaseOver.abort('the phase ended');
    begin(); // work that never began: its faults are told as skipped
    await faults;
  }
}

function interruptedOr(signal: AbortSignal, outcome: TrialOutcome): TrialOutcome {
  if (!signal.aborted) return outcome;
  return {
    outcome: 'interrupted',
    because: typeof signal.reason === 'string' ? signal.reason : 'the trial was interrupted',
  };
}
