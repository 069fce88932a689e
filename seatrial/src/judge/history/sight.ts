/**
 * Whether a read that found nothing could have seen what was written. Where each user has an account of its own, a key of
 * one user is absent for every other, however well it is kept. Where a `userSetup` makes a new account in each phase, or a user
 * is known by what ends with its phase (cookies, the token of a login, data of a `setup`), it is absent for the same number in
 * another phase as well. So absence counts only where the reader had a hand in that key itself, or where some read of its kind
 * showed what another had written: of a key that begins alike, because a journey may have public keys beside private ones.
 */
import type { KeyRecords, Ledger } from '../../evidence/ledger.ts';
import { journeyOf } from '../../evidence/records/phase.ts';
import { userOfProcess } from '../../evidence/who-did.ts';
import type { OperationRecord } from './key-history.ts';

/** What is known of a journey's users before its operations are looked at. */
export function sightIn(journey: string, ledger: Ledger): Sight {
  return new Sight(
    ledger.of('phase-started').some((start) => journeyOf(start) === journey && start.userSetup === true),
  );
}

/** Who read, seen from those that had changed the key: one of them, the same number in another phase, or somebody else. */
export type Reader = 'self' | 'same number' | 'other';

/** Keys that begin with ever other letters are many: no more beginnings are told apart. */
const MOST_BEGINNINGS = 10_000;

export class Sight {
  readonly #setUp: boolean;
  /** Beginnings of keys that such readers were shown. */
  readonly #shownTo = { other: new Set<string>(), 'same number': new Set<string>() };

  /** @param setUp whether users of this journey are set up, in each phase anew. */
  constructor(setUp: boolean) {
    this.#setUp = setUp;
  }

  /** Gives on the histories of all keys, and learns from each. */
  *learning(histories: Iterable<KeyRecords>): Generator<KeyRecords> {
    for (const history of histories) {
      this.#learn(history.own);
      yield history;
    }
  }

  /** Whether what this read shows counts: `group` holds all operations of its key. */
  counts(read: OperationRecord, group: readonly OperationRecord[]): boolean {
    if (read.value !== null || read.presenceOnly) return true;
    const reader = readerOf(read, group);
    if (reader === 'self' || this.#isShown('other', read.key)) return true;
    if (reader === 'other') return false;
    return (!this.#setUp && !group.some(isOfSession)) || this.#isShown('same number', read.key);
  }

  #learn(group: readonly OperationRecord[]): void {
    for (const read of group) {
      if (read.op !== 'read' || read.outcome !== 'ok' || (read.value === null && !read.presenceOnly)) continue;
      const begins = beginningOf(read.key);
      if (this.#shownTo.other.has(begins)) return;
      const reader = readerOf(read, group);
      if (reader !== 'self' && this.#shownTo[reader].size < MOST_BEGINNINGS) this.#shownTo[reader].add(begins);
    }
  }

  #isShown(reader: Exclude<Reader, 'self'>, key: string): boolean {
    const shown = this.#shownTo[reader];
    return shown.size >= MOST_BEGINNINGS || shown.has(beginningOf(key));
  }
}

/** The letters that a key begins with: `note` of `note-17`. */
function beginningOf(key: string): string {
  return /^[^\p{L}\p{N}]*(\p{L}*)/u.exec(key)?.[1] ?? '';
}

function isOfSession({ op, session }: OperationRecord): boolean {
  return op !== 'read' && session === true;
}

/** Where nobody had changed the key before the read ended, anybody is itself. */
export function readerOf(read: OperationRecord, group: readonly OperationRecord[]): Reader {
  const number = userOfProcess(read.process);
  let reader: Reader | null = null;
  for (const one of group) {
    if (one.op === 'read' || one.outcome === 'failed' || one.startedUs > read.endedUs) continue;
    if (one.process === read.process) return 'self';
    if (number !== null && userOfProcess(one.process) === number) reader = 'same number';
    else reader ??= 'other';
  }
  return reader ?? 'self';
}
