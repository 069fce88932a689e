/**
 * Which writes of a trial were acknowledged and still stand, learned from the operations as they are recorded; so a later
 * phase, or another thread, can read them back. Keys keep the order of writing.
 */
import type { Operation } from '../../evidence/records.ts';
import type { AcknowledgedWrite } from '../../plan/journey.ts';

export class AcknowledgedWrites {
  /** By journey, then by key: the value last acknowledged. */
  readonly #values = new Map<string, Map<string, string>>();

  constructor(journey?: string, writes: readonly AcknowledgedWrite[] = []) {
    if (journey !== undefined) this.#values.set(journey, new Map(writes.map(({ key, value }) => [key, value])));
  }

  learn({ journey, f, key, value, outcome }: Pick<Operation, 'journey' | 'f' | 'key' | 'value' | 'outcome'>): void {
    if (f === 'read') return;
    const keys = this.#values.get(journey) ?? new Map<string, string>();
    this.#values.set(journey, keys);
    // A delete that may have happened takes the key out too: its absence afterwards would prove nothing.
    if (f === 'delete' && outcome !== 'failed') keys.delete(key);
    if (f === 'write' && outcome === 'ok') {
      keys.delete(key);
      keys.set(key, value ?? key);
    }
  }

  of(journey: string): AcknowledgedWrite[] {
    return [...(this.#values.get(journey) ?? [])].map(([key, value]) => ({ key, value }));
  }
}
