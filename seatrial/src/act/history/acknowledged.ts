/**
 * What of a trial's writes and deletes was acknowledged last of each key, learned from the operations as they are
 * recorded; so a later phase, or another thread, can read it back. Keys keep the order in which they were changed.
 */
import type { Operation } from '../../evidence/records.ts';
import { userOfProcess } from '../../evidence/who-did.ts';
import type { AcknowledgedWrite, OwedKey } from '../../plan/journey.ts';

type Change = Pick<Operation, 'journey' | 'op' | 'key' | 'value' | 'outcome'> & Partial<Pick<Operation, 'process'>>;

export class AcknowledgedWrites {
  /** By journey, then by key: the value last acknowledged; null where the key was deleted. */
  readonly #values = new Map<string, Map<string, Omit<OwedKey, 'key'>>>();

  constructor(journey?: string, keys: readonly OwedKey[] = []) {
    if (journey !== undefined) this.#values.set(journey, new Map(keys.map(({ key, ...known }) => [key, known])));
  }

  learn({ journey, op, key, value, outcome, process }: Change): void {
    if (op === 'read' || outcome === 'failed') return;
    const keys = this.#values.get(journey) ?? new Map<string, Omit<OwedKey, 'key'>>();
    this.#values.set(journey, keys);
    if (outcome === 'unknown') {
      // A delete that may have happened takes a written key out: neither its presence nor its absence would prove anything.
      if (op === 'delete' && keys.get(key)?.value !== null) keys.delete(key);
      return;
    }
    keys.delete(key);
    const user = process === undefined ? null : userOfProcess(process);
    keys.set(key, { value: op === 'delete' ? null : (value ?? key), user });
  }

  /** Nobody will ask for the keys of this journey any more. */
  forget(journey: string): void {
    this.#values.delete(journey);
  }

  /** The writes that stand. */
  of(journey: string): AcknowledgedWrite[] {
    return this.keysOf(journey).flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
  }

  /** The writes that stand and the deletes. */
  keysOf(journey: string): OwedKey[] {
    return [...(this.#values.get(journey) ?? [])].map(([key, known]) => ({ key, ...known }));
  }
}
