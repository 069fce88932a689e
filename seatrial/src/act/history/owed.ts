/** What was acknowledged and is still to be read back: kept for the phases of a journey that have not begun, and for nobody else. */
import type { Fact } from '../../evidence/records.ts';
import type { OwedKey } from '../../plan/journey.ts';
import { AcknowledgedWrites } from './acknowledged.ts';

export class Owed {
  readonly #acknowledged = new AcknowledgedWrites();
  /** How many phases of each journey have not begun. */
  readonly #ahead: Map<string, number>;

  /** `journeys`: one name a phase of the plan. */
  constructor(journeys: readonly string[]) {
    this.#ahead = new Map([...Map.groupBy(journeys, (name) => name)].map(([name, own]) => [name, own.length]));
  }

  learn(fact: Fact): void {
    if (fact.kind === 'operation' && this.#ahead.get(fact.journey)) this.#acknowledged.learn(fact);
  }

  /** A phase of a journey begins: what was acknowledged for it so far, deletes included. */
  begins(journey: string): OwedKey[] {
    const keys = this.#acknowledged.keysOf(journey);
    const ahead = (this.#ahead.get(journey) ?? 1) - 1;
    this.#ahead.set(journey, ahead);
    if (ahead === 0) this.#acknowledged.forget(journey);
    return keys;
  }
}
