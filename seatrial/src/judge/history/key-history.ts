/**
 * One key's history as a register: which values a read may show, given that operations overlap and that some have an
 * unknown outcome. Sound (what it refuses, no order of events explains) and exact for one read at a time; it does not ask
 * whether several reads agree with each other, which would be linearizability.
 *
 * Intervals are closed: two operations that share an instant overlap. An acknowledged mutation took effect within its
 * interval; an unknown one may take effect at any time after its start, even long after the client gave up; a failed one
 * never. What a key held before the trial is known from a read that ended before anybody tried to change it. Where nobody
 * read it, absence explains itself, and so does any value until something is acknowledged, but the value of a refused
 * write. Of a key that was only read, every read is explained. (The argument stands at `mayShow`.)
 *
 * Journeys may mean different things by the same key, or one. So what others recorded of it is no part of the history; it is
 * only asked whether it would explain a read that nothing else does.
 */
import type { RecordOf } from '../../evidence/records.ts';

export type OperationRecord = RecordOf<'operation'>;

/**
 * `explained`: some order of events gives this value. `lost`: none does, though it was once written (or it is absence).
 * `refused`: only writes that were refused tried to write it. `phantom`: nobody had tried to write it. `elsewhere`: one of these,
 * unless what another journey recorded of a key of that name was done to the same thing.
 */
export type ReadVerdict = 'explained' | 'lost' | 'refused' | 'phantom' | 'elsewhere';

/** Something is there, and nobody said what. */
export const SOMETHING = Symbol('something');

/** What a read shows, or what a mutation leaves: a value, absence, or something. */
export type Shown = string | null | typeof SOMETHING;

export class KeyHistory {
  readonly reads: readonly OperationRecord[];
  /** Acknowledged and unknown writes and deletes. */
  readonly #mutations: readonly OperationRecord[];
  readonly #refused: readonly OperationRecord[];
  readonly #firstAttemptUs: number;
  /** What was there before the first attempt; undefined where nobody read it. */
  readonly #before: Shown | undefined;
  readonly #byShown: ReadonlyMap<Shown, readonly OperationRecord[]>;
  readonly #writes: readonly OperationRecord[];
  /** Acknowledged mutations in the order of their end; beside each, the latest start up to it. */
  readonly acknowledged: readonly OperationRecord[];
  readonly #latest: readonly OperationRecord[];
  /** With what others did; null where they did nothing. */
  readonly #shared: KeyHistory | null;

  /** `others`: what other journeys recorded of a key of this name. */
  constructor(operations: readonly OperationRecord[], others: readonly OperationRecord[] = []) {
    const changes = others.filter(({ op, outcome }) => op !== 'read' && outcome !== 'failed');
    this.#shared = changes.length === 0 ? null : new KeyHistory([...operations, ...changes]);
    const done = operations.filter((operation) => operation.op !== 'read');
    this.reads = operations
      .filter((operation) => operation.op === 'read' && operation.outcome === 'ok')
      .sort((a, b) => a.startedUs - b.startedUs || a.endedUs - b.endedUs || a.seq - b.seq);
    this.#mutations = done.filter((operation) => operation.outcome !== 'failed');
    this.#refused = done.filter((operation) => operation.outcome === 'failed' && operation.op === 'write');
    this.#byShown = Map.groupBy(this.#mutations, shownBy);
    this.#writes = this.#mutations.filter((operation) => operation.op === 'write').reverse();
    this.acknowledged = done
      .filter((operation) => operation.outcome === 'ok')
      .sort((a, b) => a.endedUs - b.endedUs || a.seq - b.seq);
    this.#firstAttemptUs = done.reduce((least, { startedUs }) => Math.min(least, startedUs), Number.POSITIVE_INFINITY);
    const before = this.reads.findLast((read) => read.endedUs < this.#firstAttemptUs);
    this.#before = before && shownBy(before);
    let latest = this.acknowledged[0];
    this.#latest = this.acknowledged.map((operation) => {
      if (!latest || operation.startedUs > latest.startedUs) latest = operation;
      return latest;
    });
  }

  get acknowledgedWrites(): readonly OperationRecord[] {
    return this.acknowledged.filter((operation) => operation.op === 'write');
  }

  get acknowledgedDeletes(): readonly OperationRecord[] {
    return this.acknowledged.filter((operation) => operation.op === 'delete');
  }

  /** What must be there after everything acknowledged: a written key, an absent one, or null where either may be. */
  get owed(): 'write' | 'delete' | null {
    if (this.acknowledged.length === 0) return null;
    const end = Number.POSITIVE_INFINITY;
    if (!this.mayShow(null, end, end)) return 'write';
    return this.mayShow(SOMETHING, end, end) ? null : 'delete';
  }

  /** When the last acknowledged mutation ended; -Infinity without one. */
  get settledUs(): number {
    return this.acknowledged.at(-1)?.endedUs ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * @param lateUs how long after its acknowledgement a mutation need not be seen yet. What was acknowledged later than that
   * is then no reason to refuse anything: the latest start below becomes smaller, and no more is refused.
   */
  judge(read: OperationRecord, lateUs = 0): ReadVerdict {
    const verdict = this.#judgeAlone(read, lateUs);
    if (verdict === 'explained' || this.#shared === null) return verdict;
    return this.#shared.judge(read, lateUs) === 'explained' ? 'elsewhere' : verdict;
  }

  /**
   * Whether a read, which nothing explains, may have shown a default in place of an absence: the key may have been deleted, and
   * nobody had tried to write that value by then.
   */
  mayBeDefault(read: OperationRecord, lateUs = 0): boolean {
    const { startedUs, endedUs } = read;
    const value = shownBy(read);
    if (typeof value !== 'string' || !this.lastAcknowledgedBefore(startedUs - lateUs)) return false;
    if (!this.mayShow(null, startedUs - lateUs, endedUs)) return false;
    const wrote = (one: OperationRecord): boolean => match(shownBy(one), value) && one.startedUs <= endedUs;
    return !this.#mutations.some(wrote) && !this.#refused.some(wrote);
  }

  /** Whether somebody writes this value at any time. */
  isWritten(value: string | null): boolean {
    return value !== null && this.#byShown.has(value);
  }

  /** Whether a read is explained by itself, and is not if what others recorded of a key of that name was done to the same thing. */
  isDisputed(read: OperationRecord, lateUs = 0): boolean {
    return this.#shared !== null && this.#shared.judge(read, lateUs) !== 'explained';
  }

  #judgeAlone(read: OperationRecord, lateUs: number): ReadVerdict {
    const { startedUs, endedUs } = read;
    const value = shownBy(read);
    if (endedUs < this.#firstAttemptUs || this.mayShow(value, startedUs - lateUs, endedUs)) return 'explained';
    const wrote = (operation: OperationRecord): boolean =>
      match(shownBy(operation), value) && operation.startedUs <= endedUs;
    const before = this.#before;
    if (value === null || (before !== undefined && match(before, value)) || this.#mutations.some(wrote)) return 'lost';
    if (value !== SOMETHING && this.#refused.some(wrote)) return 'refused';
    // Nothing acknowledged stands before it, and nobody looked: it may have been there before the trial.
    if (before === undefined && !this.lastAcknowledgedBefore(startedUs)) return 'explained';
    return this.#refused.some(wrote) ? 'refused' : 'phantom';
  }

  /** Of all mutations acknowledged before an instant, the one that started last. */
  lastAcknowledgedBefore(us: number): OperationRecord | undefined {
    let low = 0;
    let high = this.acknowledged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.acknowledged[middle]?.endedUs ?? us) < us) low = middle + 1;
      else high = middle;
    }
    return this.#latest[low - 1];
  }

  /**
   * Whether a read may show this, if all is to be seen that was acknowledged before `startedUs`.
   *
   * The argument. A read R may show what mutation M left when M began before R ended and no acknowledged mutation lies
   * wholly between the two. Such a one exists just when, of all mutations acknowledged before R began, the one that
   * *started* last started after M ended: so one number per read is enough, found by bisection.
   */
  mayShow(value: Shown, startedUs: number, endedUs: number): boolean {
    const last = this.lastAcknowledgedBefore(startedUs);
    if (!last && (value === null || match(this.#before ?? null, value))) return true;
    // The last mutation itself is the commonest explanation, and spares a look at all others.
    if (last && match(shownBy(last), value)) return true;
    if (value === SOMETHING) return mayBeSeen(this.#writes, last, endedUs);
    if (mayBeSeen(this.#byShown.get(value), last, endedUs)) return true;
    return value !== null && mayBeSeen(this.#byShown.get(SOMETHING), last, endedUs);
  }

  /**
   * How far an explained read is comparable with what was written: by its value; by presence, where one of
   * the two named no value (the key itself in place of a value says the same); or not at all, where only the read named one.
   */
  comparison(read: OperationRecord, lateUs = 0): 'value' | 'presence' | 'none' {
    const value = shownBy(read);
    if (value === null) return 'value';
    if (value === SOMETHING) return 'presence';
    const last = this.lastAcknowledgedBefore(read.startedUs - lateUs);
    if (mayBeSeen(this.#byShown.get(value), last, read.endedUs)) return 'value';
    return value === read.key ? 'presence' : 'none';
  }
}

/** The journeys that did, or may have done, one of these changes. */
export function journeysChanging(operations: readonly OperationRecord[]): string[] {
  const changes = operations.filter(({ op, outcome }) => op !== 'read' && outcome !== 'failed');
  return [...new Set(changes.map(({ journey }) => journey))];
}

/** Whether one of these mutations may be what a read sees that ended then, when `last` was acknowledged before it. */
function mayBeSeen(
  mutations: readonly OperationRecord[] = [],
  last: OperationRecord | undefined,
  endedUs: number,
): boolean {
  return mutations.some(
    ({ outcome, startedUs: began, endedUs: ended }) =>
      began <= endedUs && (outcome === 'unknown' || ended >= (last?.startedUs ?? ended)),
  );
}

/** What an operation shows or leaves. A write of an old journal without a value leaves something. */
export function shownBy({ op, value, presenceOnly }: OperationRecord): Shown {
  if (op === 'delete') return null;
  if (presenceOnly || (op === 'write' && value === null)) return SOMETHING;
  return value;
}

/**
 * Whether the one may be the other. A read of any value may show a write that named none, and any write may explain a
 * read that named none: both only weaken what is refused.
 */
function match(left: Shown, read: Shown): boolean {
  if (left === null || read === null) return left === read;
  return left === SOMETHING || read === SOMETHING || left === read;
}
