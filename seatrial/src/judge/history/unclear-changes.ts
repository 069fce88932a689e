/**
 * Writes and deletes that were answered like a success and acknowledged nothing: 202 and 207, a redirect that nobody expected.
 * Nothing is owed for them, so a store that drops them loses no acknowledged write. Where they are a good share of all, what is
 * shown of the others says little: a doubt. A few are told.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { outOf } from '../wording.ts';

/** Of all changes that were answered with a success; fewer are a side path of the system, such as a session that has ended. */
const GOOD_SHARE = 0.05;

export class UnclearChanges {
  #acknowledged = 0;
  #unclear = 0;
  readonly #statuses = new Set<number>();

  add({ op, outcome, status }: RecordOf<'operation'>): void {
    if (op === 'read') return;
    if (outcome === 'ok') this.#acknowledged++;
    if (outcome !== 'unknown' || status === undefined) return;
    this.#unclear++;
    this.#statuses.add(status);
  }

  /** What is told of them: as doubts, or beside a proof. */
  told(): { readonly doubts: readonly string[]; readonly notes: readonly string[] } {
    const answered = this.#acknowledged + this.#unclear;
    if (this.#unclear === 0) return { doubts: [], notes: [] };
    const statuses = [...this.#statuses].sort((a, b) => a - b).join(' or ');
    const were = `${outOf(this.#unclear, answered, 'change')} that were answered as a success had status ${statuses}`;
    const sentence = `${were}, which acknowledges nothing, so nothing was asked of them: where it means that it was done, name it in 'expect'`;
    return this.#unclear >= GOOD_SHARE * answered
      ? { doubts: [sentence], notes: [] }
      : { doubts: [], notes: [sentence] };
  }
}
