/**
 * Whether a read that found nothing could have seen what was written. Where each user has an account of its own, a key of
 * one user is absent for every other, however well it is kept; and where a `userSetup` makes a new account in each phase, it
 * is absent for the same number in another phase as well. So absence counts only where the reader had a hand in that key
 * itself, or where some read of its kind, of any key of the journey, showed what another had written.
 */
import type { History, Ledger } from '../../evidence/ledger.ts';
import { userOfProcess } from '../../evidence/who-did.ts';
import type { Operation } from './key-history.ts';

/** What is known of a journey's users before its operations are looked at. */
export function sightIn(journey: string, ledger: Ledger): Sight {
  return new Sight(
    ledger.of('phase-started').some((start) => journeyOf(start) === journey && start.userSetup === true),
  );
}

/** Who read, seen from those that had changed the key: one of them, the same number in another phase, or somebody else. */
export type Reader = 'self' | 'same number' | 'other';

export class Sight {
  readonly #setUp: boolean;
  #ofOthers = false;
  #ofSameNumber = false;

  /** @param setUp whether users of this journey are set up, in each phase anew. */
  constructor(setUp: boolean) {
    this.#setUp = setUp;
  }

  /** Gives on the histories of all keys, and learns from each. */
  *learning(histories: Iterable<History>): Generator<History> {
    for (const history of histories) {
      if (!this.#ofOthers) this.#learn(history.own);
      yield history;
    }
  }

  /** Whether what this read shows counts: `group` holds all operations of its key. */
  counts(read: Operation, group: readonly Operation[]): boolean {
    if (read.value !== null || read.presenceOnly) return true;
    const reader = readerOf(read, group);
    if (reader === 'self' || this.#ofOthers) return true;
    return reader === 'same number' && (!this.#setUp || this.#ofSameNumber);
  }

  #learn(group: readonly Operation[]): void {
    for (const read of group) {
      if (read.op !== 'read' || read.outcome !== 'ok' || (read.value === null && !read.presenceOnly)) continue;
      const reader = readerOf(read, group);
      if (reader === 'other') this.#ofOthers = true;
      if (reader === 'same number') this.#ofSameNumber = true;
    }
  }
}

/** Where nobody had changed the key before the read ended, anybody is itself. */
export function readerOf(read: Operation, group: readonly Operation[]): Reader {
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
