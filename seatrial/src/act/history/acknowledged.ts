/**
 * What of a trial's writes and deletes was acknowledged last of each key, learned from the operations as they are
 * recorded; so a later phase, or another thread, can read it back. Keys keep the order in which they were changed.
 */
import type { Operation } from '../../evidence/records.ts';
import type { AcknowledgedKey, AcknowledgedWrite } from '../../plan/journey.ts';

export class AcknowledgedWrites {
  /** By journey, then by key: the value last acknowledged; null where the key was deleted. */
  readonly #values = new Map<string, Map<string, string | null>>();

  constructor(journey?: string, keys: readonly AcknowledgedKey[] = []) {
    if (journey !== undefined) this.#values.set(journey, new Map(keys.map(({ key, value }) => [key, value])));
  }

  learn({ journey, f, key, value, outcome }: Pick<Operation, 'journey' | 'f' | 'key' | 'value' | 'outcome'>): void {
    if (f === 'read' || outcome === 'failed') return;
    const keys = this.#values.get(journey) ?? new Map<string, string | null>();
    this.#values.set(journey, keys);
    if (outcome === 'unknown') {
      // A delete that may have happened takes a written key out: neither its presence nor its absence would prove anything.
      if (f === 'delete' && keys.get(key) !== null) keys.delete(key);
      return;
    }
    keys.delete(key);
    keys.set(key, f === 'delete' ? null : (value ?? key));
  }

  /** Nobody will ask for the keys of this journey any more. */
  forget(journey: string): void {
    this.#values.delete(journey);
  }

  /** The writes that stand. */
  of(journey: string): AcknowledgedWrite[] {
    return this.keysOf(journey).filter((one): one is AcknowledgedWrite => one.value !== null);
  }

  /** The writes that stand and the deletes. */
  keysOf(journey: string): AcknowledgedKey[] {
    return [...(this.#values.get(journey) ?? [])].map(([key, value]) => ({ key, value }));
  }
}
