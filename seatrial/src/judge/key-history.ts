/**
 * One key's history as a register: which values a read may show, given that operations overlap and that some have an
 * unknown outcome. Sound (what it refuses, no order of events explains) and exact for one read at a time; it does not ask
 * whether several reads agree with each other, which would be linearizability.
 *
 * The argument. Intervals are closed: two operations that share an instant overlap. An acknowledged mutation took
 * effect within its interval; an unknown one may take effect at any time after its start, even long after the client
 * gave up; a failed one never. A read R may show what mutation M left when M began before R ended and no acknowledged
 * mutation lies wholly between the two. Such a one exists just when, of all mutations acknowledged before R began, the one
 * that *started* last started after M ended: so one number per read is enough, found by bisection.
 *
 * A key is absent before the trial, unless a read that ended before anybody tried to change it showed otherwise; of a key
 * that was only read, every read is explained.
 */
import type { RecordOf } from '../evidence/records.ts';

export type Operation = RecordOf<'operation'>;

/**
 * `explained`: some order of events gives this value. `lost`: none does, though it was once written (or it is absence).
 * `refused`: only writes that were refused tried to write it. `phantom`: nobody had tried to write it.
 */
export type ReadVerdict = 'explained' | 'lost' | 'refused' | 'phantom';

export class KeyHistory {
  readonly reads: readonly Operation[];
  /** Acknowledged and unknown writes and deletes. */
  readonly #mutations: readonly Operation[];
  readonly #refused: readonly Operation[];
  readonly #firstAttemptUs: number;
  /** What was there before the first attempt, as far as it was read; null is absence. */
  readonly #before: string | null;
  readonly #byValue: ReadonlyMap<string | null, readonly Operation[]>;
  /** Acknowledged mutations in the order of their end; beside each, the latest start up to it. */
  readonly #acknowledged: readonly Operation[];
  readonly #latest: readonly Operation[];

  constructor(operations: readonly Operation[]) {
    const done = operations.filter((operation) => operation.f !== 'read');
    this.reads = operations.filter((operation) => operation.f === 'read' && operation.outcome === 'ok');
    this.#mutations = done.filter((operation) => operation.outcome !== 'failed');
    this.#refused = done.filter((operation) => operation.outcome === 'failed' && operation.f === 'write');
    this.#byValue = Map.groupBy(this.#mutations, leaves);
    this.#acknowledged = done
      .filter((operation) => operation.outcome === 'ok')
      .sort((a, b) => a.endedUs - b.endedUs || a.seq - b.seq);
    this.#firstAttemptUs = done.reduce((least, { startedUs }) => Math.min(least, startedUs), Number.POSITIVE_INFINITY);
    this.#before = this.reads.findLast((read) => read.endedUs < this.#firstAttemptUs)?.value ?? null;
    let latest = this.#acknowledged[0];
    this.#latest = this.#acknowledged.map((operation) => {
      if (!latest || operation.startedUs > latest.startedUs) latest = operation;
      return latest;
    });
  }

  get acknowledgedWrites(): readonly Operation[] {
    return this.#acknowledged.filter((operation) => operation.f === 'write');
  }

  /** Whether, after everything acknowledged, the key can only be there. */
  get mustBePresent(): boolean {
    return (
      this.acknowledgedWrites.length > 0 && !this.mayShow(null, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    );
  }

  /** When the last acknowledged mutation ended; -Infinity without one. */
  get settledUs(): number {
    return this.#acknowledged.at(-1)?.endedUs ?? Number.NEGATIVE_INFINITY;
  }

  judge(read: Operation): ReadVerdict {
    const { value, startedUs, endedUs } = read;
    if (endedUs < this.#firstAttemptUs || this.mayShow(value, startedUs, endedUs)) return 'explained';
    const wrote = (operation: Operation): boolean => leaves(operation) === value && operation.startedUs <= endedUs;
    if (value === null || value === this.#before || this.#mutations.some(wrote)) return 'lost';
    return this.#refused.some(wrote) ? 'refused' : 'phantom';
  }

  /** Of all mutations acknowledged before an instant, the one that started last. */
  lastAcknowledgedBefore(us: number): Operation | undefined {
    let low = 0;
    let high = this.#acknowledged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#acknowledged[middle]?.endedUs ?? us) < us) low = middle + 1;
      else high = middle;
    }
    return this.#latest[low - 1];
  }

  /** Whether a read in this interval may show this value; null is absence. */
  mayShow(value: string | null, startedUs: number, endedUs: number): boolean {
    const last = this.lastAcknowledgedBefore(startedUs);
    if (!last && (value === null || value === this.#before)) return true;
    return (this.#byValue.get(value) ?? []).some(
      ({ outcome, startedUs: began, endedUs: ended }) =>
        began <= endedUs && (outcome === 'unknown' || ended >= (last?.startedUs ?? ended)),
    );
  }
}

/** What a mutation leaves behind; a write that names no value leaves the key itself, so that presence is what counts. */
function leaves({ f, key, value }: Operation): string | null {
  return f === 'delete' ? null : (value ?? key);
}
