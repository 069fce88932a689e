/**
 * Conducts the actions of a plan: sweeps what a dead trial left, starts the systems, runs the phases with their faults,
 * and ends everything on every way out. It is given the actions only and knows nothing of what would pass.
 */
import { setMaxListeners } from 'node:events';
import type { Fact } from '../evidence/records.ts';
import type { Actions, ResolvedPhase } from '../plan/resolved.ts';
import type { Clock } from '../std/clock.ts';
import { applyFault } from './faults/inject.ts';
import { HistoryBook } from './load/history.ts';
import { runPhase } from './load/run-phase.ts';
import { OwnHealthMonitor } from './observe/own-health.ts';
import { sampleProcesses } from './observe/process-sampler.ts';
import type { Emit } from './target/emit.ts';
import type { TargetContext } from './target/instance.ts';
import { sweepLeases } from './target/sweep.ts';
import { startSystem, type Target } from './target/system.ts';

export interface ConductContext extends TargetContext {
  readonly clock: Clock;
  /** Differs from trial to trial: part of every name a journey makes. */
  readonly token: string;
}

export interface Outcome {
  readonly outcome: 'complete' | 'interrupted' | 'failed';
  readonly because?: string;
}

/** Runs all actions. Never throws for what a system does; when it returns or throws, nothing it started is left. */
export async function conduct(actions: Actions, context: ConductContext): Promise<Outcome> {
  setMaxListeners(0, context.signal);
  const watch = new DeathWatch(context.emit);
  const watched: ConductContext = { ...context, emit: watch.emit };
  const targets = new Map<string, Target>();
  await sweepLeases(context.leaseFolder, context.emit, context.clock);
  const health = new OwnHealthMonitor();
  const over = new AbortController();
  const sampling = sampleProcesses(() => [...targets.values()], { ...watched, signal: over.signal });
  sampling.catch(() => undefined); // told at the end, when everything has been stopped
  try {
    for (const system of actions.systems) {
      const started = await startSystem(system, watched);
      if (!started.ok) return interruptedOr(context.signal, { outcome: 'failed', because: started.because });
      targets.set(system.name, started.target);
    }
    return await runPhases(actions, targets, watched, health, watch);
  } finally {
    watch.ending = true;
    over.abort();
    health.close();
    await allEnded([sampling, ...[...targets.values()].map((target) => target.stop())]);
  }
}

/** Waits for all, also when one fails; then throws the first failure. */
async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  for (const ending of await Promise.allSettled(works)) if (ending.status === 'rejected') throw ending.reason;
}

async function runPhases(
  actions: Actions,
  targets: ReadonlyMap<string, Target>,
  context: ConductContext,
  health: OwnHealthMonitor,
  watch: DeathWatch,
): Promise<Outcome> {
  const history = new HistoryBook(context.emit, () => context.clock.nowUs());
  for (const [index, phase] of actions.phases.entries()) {
    const urls = targets.get(phase.system)?.urls ?? [];
    const { kind: action, name, journey, asked } = phase;
    context.emit({ kind: 'phase-started', phase: name, action, journey: journey.name, asked });
    const token = `${context.token}${index}`;
    const load = { ...context, seed: actions.seed, token, urls, history, ownHealth: () => health.reading() };
    await runWithFaults(phase, targets, context, () => runPhase(phase, load));
    const ended = interruptedOr(context.signal, watch.outcome);
    context.emit({ kind: 'phase-ended', phase: name, ...ended });
    if (ended.outcome !== 'complete') return ended;
  }
  return { outcome: 'complete' };
}

/** Faults run beside the load and never outlive it. */
async function runWithFaults(
  phase: ResolvedPhase,
  targets: ReadonlyMap<string, Target>,
  context: ConductContext,
  load: () => Promise<void>,
): Promise<void> {
  const phaseOver = new AbortController();
  const signal = AbortSignal.any([context.signal, phaseOver.signal]);
  const faults = allEnded(
    phase.faults.map((fault) =>
      applyFault(fault, phase.name, targets.get(fault.target.system), { ...context, signal }),
    ),
  );
  faults.catch(() => undefined); // told when the load has ended
  try {
    await load();
  } finally {
    phaseOver.abort('the phase ended');
    await faults;
  }
}

function interruptedOr(signal: AbortSignal, outcome: Outcome): Outcome {
  if (!signal.aborted) return outcome;
  return {
    outcome: 'interrupted',
    because: typeof signal.reason === 'string' ? signal.reason : 'the trial was interrupted',
  };
}

/** Notices an instance that ended by itself: the trial goes no further than the phase in which that happened. */
class DeathWatch {
  ending = false;
  outcome: Outcome = { outcome: 'complete' };
  readonly emit: Emit;

  constructor(emit: Emit) {
    this.emit = (fact: Fact) => {
      emit(fact);
      if (fact.kind !== 'instance-exited' || fact.expected || this.ending) return;
      const how = fact.signal === null ? `with code ${fact.code}` : `by ${fact.signal}`;
      const because = `${fact.system} ${fact.instance} ended by itself ${how}; its output is in logs/${fact.system}-${fact.instance}.log`;
      this.outcome = { outcome: 'failed', because };
    };
  }
}
