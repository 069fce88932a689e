/** Load in the conductor's own thread: for plans that are values of a running program, and for one thread's worth. */
import type { Actions, ResolvedPhase } from '../../../plan/resolved.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { HistoryBook } from '../../history/history.ts';
import { type End, type EndResult, runEnd } from '../drive/run-end.ts';
import { runPhase } from '../drive/run-phase.ts';
import { capYoungGeneration } from './even-memory.ts';
import { hasUserEnds, type LoadOrder } from './order.ts';
import { type HealthReading, OwnHealthMonitor } from './own-health.ts';
import type { ThreadsContext } from './threads.ts';

export class LoadHere {
  readonly #seed: number;
  readonly #context: ThreadsContext;

  constructor({ seed }: Actions, context: ThreadsContext) {
    this.#seed = seed;
    this.#context = context;
  }

  /** Runs one phase; `begin` is called when its load begins. A sentence when it could not. */
  async run(phase: ResolvedPhase, order: LoadOrder, begin: () => void): Promise<string | null> {
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
      await runPhase(phase, { ...this.#contextOf(phase, order), share, ownHealth, whenSetUp });
      return failed;
    } finally {
      health.close();
    }
  }

  /** Does a setup or a teardown. */
  end(end: End, phase: ResolvedPhase, order: LoadOrder): Promise<EndResult> {
    return runEnd(end, phase, this.#contextOf(phase, order));
  }

  async close(): Promise<void> {}

  #contextOf(phase: ResolvedPhase, { urls, origins, token, data, shaken, acknowledged }: LoadOrder) {
    const { emit, clock, signal } = this.#context;
    const writes = new AcknowledgedWrites(phase.journey.name, acknowledged);
    const history = new HistoryBook(emit, () => clock.nowUs(), writes);
    return { emit, clock, signal, seed: this.#seed, urls, origins, token, data, shaken, history };
  }
}
