/** Where load runs: in the conductor's own thread (`here.ts`), or divided among others (`threads.ts`). */
import type { JourneyPhase } from '../../../plan/resolved.ts';
import type { EndResult, PhaseEnd } from '../drive/run-end.ts';
import type { LoadOrder } from './order.ts';

export interface LoadPlace {
  /**
   * Runs one phase; `begin` is called when its load begins. A sentence when its users could not be set up, or part of the load
   * was lost.
   */
  run(phase: JourneyPhase, order: LoadOrder, begin: () => void): Promise<string | null>;
  /** Does a setup or a teardown, once. */
  end(end: PhaseEnd, phase: JourneyPhase, order: LoadOrder): Promise<EndResult>;
  close(): Promise<void>;
}
