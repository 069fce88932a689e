/** Load in the conductor's own thread: for plans that are values of a running program, and for one thread's worth. */
import type { Actions, JourneyPhase } from '../../../plan/resolved.ts';
import { type EndResult, type PhaseEnd, runEnd } from '../drive/run-end.ts';
import { runPhase } from '../drive/run-phase.ts';
import { capYoungGeneration } from './even-memory.ts';
import type { LoadPlace } from './load-place.ts';
import { hasUserEnds, type LoadOrder } from './order.ts';
import { contextOf } from './order-context.ts';
import { type HealthReading, OwnHealthMonitor } from './own-health.ts';
import type { ThreadsContext } from './threads.ts';

export class LoadHere implements LoadPlace {
  readonly #context: ThreadsContext & Pick<Actions, 'seed'>;

  constructor({ seed }: Actions, context: ThreadsContext) {
    this.#context = { ...context, seed };
  }

  async run(phase: JourneyPhase, order: LoadOrder, begin: () => void): Promise<string | null> {
    const health = new OwnHealthMonitor(this.#context.clock);
    const share = { index: 0, of: 1 };
    const ownHealth = (): HealthReading => {
      capYoungGeneration();
      return health.reading();
    };
    let failed: string | null = null;
    const whenSetUp = async (because: string | null): Promise<boolean> => {
      failed = because;
      if (because === null) begin();
      return because === null;
    };
    if (!hasUserEnds(phase.journey)) begin();
    try {
      await runPhase(phase, { ...contextOf(phase, this.#context, order), share, ownHealth, whenSetUp });
      return failed;
    } finally {
      health.close();
    }
  }

  end(end: PhaseEnd, phase: JourneyPhase, order: LoadOrder): Promise<EndResult> {
    return runEnd(end, phase, contextOf(phase, this.#context, order));
  }

  /** Nothing of it outlives a phase. */
  async close(): Promise<void> {}
}
