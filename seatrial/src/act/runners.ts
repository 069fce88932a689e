/** Who does each kind of phase; a new kind is a line here. */
import type { PhaseKind } from '../evidence/records.ts';
import type { Actions, ResolvedMap, ResolvedPhase } from '../plan/resolved.ts';
import { type LoadContext, LoadRunner } from './load/runner.ts';
import type { PhaseRunner, PhaseStage } from './phases/runner.ts';

type Table = { readonly [K in PhaseKind]: PhaseRunner<ResolvedMap[K]> };

export class Runners {
  readonly #load: LoadRunner;
  readonly #table: Table;

  private constructor(load: LoadRunner) {
    this.#load = load;
    this.#table = { load, 'read-back': load };
  }

  /** Starts what the phases of a plan need; a sentence when that cannot be. */
  static async open(actions: Actions, context: LoadContext): Promise<Runners | string> {
    const load = await LoadRunner.open(actions, context);
    return typeof load === 'string' ? load : new Runners(load);
  }

  run<K extends PhaseKind>(phase: ResolvedMap[K] & ResolvedPhase, stage: PhaseStage): Promise<string | null> {
    return (this.#table[phase.kind] as PhaseRunner<ResolvedMap[K]>).run(phase, stage);
  }

  async close(): Promise<void> {
    await this.#load.close();
  }
}
