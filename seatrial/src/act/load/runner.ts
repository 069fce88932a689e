/**
 * Does phases of load and of reading back: the setup, the load with its faults beside it, the teardown. Nothing is loaded after
 * a setup that failed, and what was set up is torn down on every way out.
 */
import type { Actions, JourneyPhase } from '../../plan/resolved.ts';
import type { PhaseRunner, PhaseStage } from '../phases/runner.ts';
import { disablePretenuring } from './threads/even-memory.ts';
import { LoadHere } from './threads/here.ts';
import type { LoadPlace } from './threads/load-place.ts';
import type { LoadOrder, PlanOfThreads } from './threads/order.ts';
import { LoadThreads, type ThreadsContext, usersOf } from './threads/threads.ts';

export interface LoadContext extends ThreadsContext {
  /** Where load may be divided among threads; null where the plan is no file that a thread could import. */
  readonly threads: (PlanOfThreads & { readonly count: number }) | null;
}

export class LoadRunner implements PhaseRunner<JourneyPhase> {
  readonly #load: LoadPlace;

  private constructor(load: LoadPlace) {
    this.#load = load;
  }

  /** As many threads as are wanted and as the largest phase has users; this thread where one is enough. */
  static async open(actions: Actions, context: LoadContext): Promise<LoadRunner | string> {
    disablePretenuring();
    const users = Math.max(0, ...actions.phases.flatMap((phase) => ('journey' in phase ? usersOf(phase) : [])));
    const { threads } = context;
    const count = Math.min(threads?.count ?? 1, users);
    if (threads === null || count <= 1) return new LoadRunner(new LoadHere(actions, context));
    const { count: _, ...plan } = threads;
    const started = await LoadThreads.start(count, plan, context);
    return typeof started === 'string' ? started : new LoadRunner(started);
  }

  async run(phase: JourneyPhase, stage: PhaseStage): Promise<string | null> {
    const order = orderOf(phase, stage);
    const setup = await this.#load.end('setup', phase, order);
    if (!setup.ok) return setup.because;
    const prepared = { ...order, data: setup.data, shaken: setup.shaken };
    try {
      return await stage.withFaults((begin) => this.#load.run(phase, prepared, begin));
    } finally {
      await this.#load.end('teardown', phase, prepared); // that it failed is in the evidence, and takes nothing from the load
    }
  }

  async close(): Promise<void> {
    await this.#load.close();
  }
}

function orderOf({ journey, system }: JourneyPhase, { index, token, targets, acknowledged }: PhaseStage): LoadOrder {
  const known = [...targets.values()].flatMap((target) => target.urls).filter((url) => url !== '');
  const named = [...targets.values()].flatMap(({ instances }) =>
    instances.flatMap(({ seen }) => Object.values(seen.ports)),
  );
  const origins = [
    ...known.map((url) => new URL(url).origin),
    ...named.flatMap((port) => [`http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`]),
  ];
  const urls = targets.get(system)?.urls ?? [];
  return {
    phase: index,
    urls,
    origins,
    token,
    acknowledged: acknowledged(journey.name),
    data: undefined,
    shaken: false,
  };
}
