/** Who does each kind of phase; a new kind is a line here. */
import type { PhaseKind } from '../evidence/records.ts';
import type { Actions, ResolvedMap, ResolvedPhase } from '../plan/resolved.ts';
import { type LoadContext, LoadRunner } from './load/runner.ts';
import type { PhaseRunner, PhaseStage } from './phases/runner.ts';

type Table = { readonly [K in PhaseKind]: PhaseRunner<ResolvedMap[K]> };

export class Runners {
  readonly #table: Table;

  private constructor(table: Table) {
    this.#table = table;
  }

  /** Starts what the phases of a plan need; a sentence when that cannot be. */
  static async open(actions: Actions, context: LoadContext): Promise<Runners | string> {
    const load = await LoadRunner.open(actions, context);
    return typeof load === 'string' ? load : new Runners({ load, 'read-back': load });
  }

  run<K extends PhaseKind>(phase: ResolvedMap[K] & ResolvedPhase, stage: PhaseStage): Promise<string | null> {
    return (this.#table[phase.kind] as PhaseRunner<ResolvedMap[K]>).run(phase, stage);
  }

  async close(): Promise<void> {
    await Promise.all([...new Set(Object.values(this.#table))].map((runner) => runner.close()));
  }
}
