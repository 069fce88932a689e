/** Load in the conductor's own thread: for plans that are values of a running program, and for one thread's worth. */
import type { Actions, ResolvedPhase } from '../plan/resolved.ts';
import { AcknowledgedWrites } from './load/acknowledged.ts';
import { HistoryBook } from './load/history.ts';
import { runPhase } from './load/run-phase.ts';
import type { LoadOrder } from './load-order.ts';
import type { ThreadsContext } from './load-threads.ts';
import { OwnHealthMonitor } from './observe/own-health.ts';

export class LoadHere {
  readonly #seed: number;
  readonly #context: ThreadsContext;

  constructor({ seed }: Actions, context: ThreadsContext) {
    this.#seed = seed;
    this.#context = context;
  }

  async run(phase: ResolvedPhase, { urls, token, acknowledged }: LoadOrder): Promise<null> {
    const { emit, clock, signal } = this.#context;
    const health = new OwnHealthMonitor(clock);
    const writes = new AcknowledgedWrites(phase.journey.name, acknowledged);
    const history = new HistoryBook(emit, () => clock.nowUs(), writes);
    const share = { index: 0, of: 1 };
    try {
      const ownHealth = () => health.reading();
      await runPhase(phase, { emit, clock, signal, seed: this.#seed, token, urls, history, share, ownHealth });
      return null;
    } finally {
      health.close();
    }
  }

  async close(): Promise<void> {}
}
