/**
 * Conducts the actions of a plan: sweeps what a dead trial left, starts the systems, runs the phases with their faults,
 * and ends everything on every way out. It is given the actions only and knows nothing of what would pass.
 */
import { setMaxListeners } from 'node:events';
import type { Fact } from '../evidence/records.ts';
import type { AcknowledgedKey } from '../plan/journey.ts';
import type { Actions, ResolvedPhase } from '../plan/resolved.ts';
import { isEndpoint } from '../plan/system.ts';
import type { Clock } from '../std/clock.ts';
import { disablePretenuring } from './even-memory.ts';
import { applyFault } from './faults/inject.ts';
import { AcknowledgedWrites } from './load/acknowledged.ts';
import { LoadHere } from './load-here.ts';
import type { LoadOrder, PlanOfThreads } from './load-order.ts';
import { LoadThreads, type ThreadsContext, usersOf } from './load-threads.ts';
import { sampleProcesses } from './observe/process-sampler.ts';
import { addressesOf } from './target/addresses.ts';
import type { Emit } from './target/emit.ts';
import type { TargetContext } from './target/instance.ts';
import { sweepLeases } from './target/sweep.ts';
import { startSystem, type Target } from './target/system.ts';

export interface ConductContext extends TargetContext {
  readonly clock: Clock;
  /** Differs from trial to trial: part of every name a journey makes. */
  readonly token: string;
  /** Where load may be divided among threads; null where the plan is no file that a thread could import. */
  readonly threads: (PlanOfThreads & { readonly count: number }) | null;
}

export interface Outcome {
  readonly outcome: 'complete' | 'interrupted' | 'failed';
  readonly because?: string;
}

/** Runs all actions. Never throws for what a system does; when it returns or throws, nothing it started is left. */
export async function conduct(actions: Actions, context: ConductContext): Promise<Outcome> {
  const mistake = new AbortController();
  const signal = AbortSignal.any([context.signal, mistake.signal]);
  setMaxListeners(0, signal);
  const watch = new Watch(context.emit, actions, (because) => mistake.abort(because));
  await sweepLeases(context.leaseFolder, context.emit, context.clock);
  const addresses = await addressesOf(actions.systems, context.dataFolder);
  const watched: ConductContext = { ...context, signal, emit: watch.emit, addresses };
  const targets = new Map<string, Target>();
  let load: LoadHere | LoadThreads | null = null;
  const over = new AbortController();
  const sampling = sampleProcesses(() => [...targets.values()], { ...watched, signal: over.signal });
  sampling.catch(() => undefined); // told at the end, when everything has been stopped
  try {
    for (const system of actions.systems) {
      const started = await startSystem(system, watched);
      if (!started.ok) return interruptedOr(signal, { outcome: 'failed', because: started.because });
      targets.set(system.name, started.target);
    }
    const opened = await openLoad(actions, { ...watched, onStray: (because) => mistake.abort(because) });
    if (typeof opened === 'string') return interruptedOr(signal, { outcome: 'failed', because: opened });
    load = opened;
    return await runPhases(actions, { targets, context: watched, load, watch });
  } finally {
    watch.ending = true;
    over.abort();
    await allEnded<unknown>([sampling, load?.close(), ...[...targets.values()].map((target) => target.stop())]);
  }
}

/** Waits for all, also when one fails; then throws the first failure. */
async function allEnded<T>(works: readonly (Promise<T> | undefined)[]): Promise<T[]> {
  return (await Promise.allSettled(works)).map((ending) => {
    if (ending.status === 'rejected') throw ending.reason;
    return ending.value as T;
  });
}

/** As many threads as are wanted and as the largest phase has users; this thread where one is enough. */
async function openLoad(
  actions: Actions,
  context: ConductContext & ThreadsContext,
): Promise<LoadHere | LoadThreads | string> {
  disablePretenuring();
  const users = Math.max(...actions.phases.map(usersOf));
  const { threads } = context;
  const count = Math.min(threads?.count ?? 1, users);
  if (threads === null || count <= 1) return new LoadHere(actions, context);
  const { planFile, digest, originNs } = threads;
  return LoadThreads.start(count, { planFile, digest, originNs }, context);
}

interface Conducting {
  readonly targets: ReadonlyMap<string, Target>;
  readonly context: ConductContext;
  readonly load: LoadHere | LoadThreads;
  readonly watch: Watch;
}

async function runPhases({ phases }: Actions, conducting: Conducting): Promise<Outcome> {
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

async function runPhase(index: number, phase: ResolvedPhase, conducting: Conducting): Promise<Outcome> {
  const { targets, context, watch } = conducting;
  await context.clock.sleep(phase.startAfterMs, context.signal);
  const before = interruptedOr(context.signal, watch.outcome);
  if (before.outcome !== 'complete') return before;
  const { kind: action, name, journey, system, asked } = phase;
  context.emit({ kind: 'phase-started', phase: name, action, journey: journey.name, system, asked });
  const urls = targets.get(phase.system)?.urls ?? [];
  const known = [...targets.values()].flatMap((target) => target.urls).filter((url) => url !== '');
  const token = `${context.token}${index}`;
  const order = {
    phase: index,
    urls,
    origins: known.map((url) => new URL(url).origin),
    token,
    acknowledged: watch.begins(journey.name),
    data: undefined,
    shaken: false,
  };
  const lost = await runBetweenEnds(phase, order, conducting);
  const ended = interruptedOr(context.signal, lost === null ? watch.outcome : { outcome: 'failed', because: lost });
  context.emit({ kind: 'phase-ended', phase: name, ...ended });
  return ended;
}

/** Setup, load, teardown: nothing is loaded after a setup that failed, and what was set up is torn down on every way out. */
async function runBetweenEnds(
  phase: ResolvedPhase,
  order: LoadOrder,
  { targets, context, load }: Conducting,
): Promise<string | null> {
  const setup = await load.end('setup', phase, order);
  if (!setup.ok) return setup.because;
  const prepared = { ...order, data: setup.data, shaken: setup.shaken };
  try {
    return await runWithFaults(phase, targets, context, (begin) => load.run(phase, prepared, begin));
  } finally {
    await load.end('teardown', phase, prepared); // that it failed is in the evidence, and takes nothing from the load
  }
}

/** Faults run beside the load, from where it begins, and never outlive it. */
async function runWithFaults(
  phase: ResolvedPhase,
  targets: ReadonlyMap<string, Target>,
  context: ConductContext,
  load: (begin: () => void) => Promise<string | null>,
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
  faults.catch(() => undefined); // told when the load has ended
  try {
    return await load(begin);
  } finally {
    phaseOver.abort('the phase ended');
    begin(); // a load that never began: its faults are told as skipped
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

function jobsOf({ systems }: Actions): ReadonlySet<string> {
  const jobs = systems.filter(({ options }) => !isEndpoint(options) && options.mayEnd === true);
  return new Set(jobs.map(({ name }) => name));
}

/**
 * Sees every fact pass. Notices an instance that ended by itself: the trial goes no further than the phase in which that
 * happened, and no phase begins after it. A mistake of the plan ends it at once: what would still be done is not what was meant. Learns which writes were
 * acknowledged, so that they can be read back.
 */
class Watch {
  ending = false;
  readonly #acknowledged = new AcknowledgedWrites();
  /** How many phases of each journey have not begun: what it has written is kept for them, and for nobody else. */
  readonly #ahead: Map<string, number>;
  outcome: Outcome = { outcome: 'complete' };
  readonly emit: Emit;

  /** `end` is called for a mistake of the plan. */
  constructor(emit: Emit, actions: Actions, end: (because: string) => void) {
    const jobs = jobsOf(actions);
    const phases = Map.groupBy(actions.phases, ({ journey }) => journey.name);
    this.#ahead = new Map([...phases].map(([journey, own]) => [journey, own.length]));
    this.emit = (fact: Fact) => {
      emit(fact);
      if (fact.kind === 'operation' && this.#ahead.get(fact.journey)) this.#acknowledged.learn(fact);
      if (fact.kind === 'plan-mistake')
        end(`the plan has a mistake: ${fact.what}${fact.where === null ? '' : ` (${fact.where})`}`);
      if (fact.kind !== 'instance-exited' || fact.expected || this.ending || jobs.has(fact.system)) return;
      const how = fact.signal === null ? `with code ${fact.code}` : `by ${fact.signal}`;
      const left = fact.left ? ` and left ${fact.left.join(' and ')} running, which was ended too` : '';
      const because = `${fact.system} ${fact.instance} ended by itself ${how}${left}; its output is in logs/${fact.system}-${fact.instance}.log`;
      this.outcome = { outcome: 'failed', because };
    };
  }
  /** A phase of a journey begins: what was acknowledged for it so far, deletes included. */
  begins(journey: string): AcknowledgedKey[] {
    const keys = this.#acknowledged.keysOf(journey);
    const ahead = (this.#ahead.get(journey) ?? 1) - 1;
    this.#ahead.set(journey, ahead);
    if (ahead === 0) this.#acknowledged.forget(journey);
    return keys;
  }
}
