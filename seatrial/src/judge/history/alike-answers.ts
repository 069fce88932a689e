/**
 * Reads that named no value, and of which the answer was the same for several keys, byte for byte: a page of the application for
 * every path, or `{ "found": false }`. They do not show that anything is there.
 */
import { outOf } from '../wording.ts';
import type { OperationRecord } from './key-history.ts';

/** More different answers are not kept apart: those that come later are taken to be of one key each. */
const MOST_ANSWERS = 100_000;

interface Alike {
  readonly key: string;
  count: number;
  /** Whether another key had it too. */
  isShared: boolean;
}

export class AlikeAnswers {
  readonly #answers = new Map<string, Alike>();

  /** Of a read that showed presence and no more. */
  add({ key, answer }: OperationRecord): void {
    if (answer === undefined) return;
    const known = this.#answers.get(answer);
    if (known) {
      known.count++;
      if (known.key !== key) known.isShared = true;
    } else if (this.#answers.size < MOST_ANSWERS) this.#answers.set(answer, { key, count: 1, isShared: false });
  }

  /** `of` so many; a sentence, or none. */
  doubts(of: number, noun: 'acknowledged write' | 'read'): string[] {
    const shared = [...this.#answers.values()].filter(({ isShared }) => isShared);
    const [first] = shared;
    if (!first) return [];
    const count = shared.reduce((sum, one) => sum + one.count, 0);
    const had = noun === 'read' ? 'had' : `${count === 1 ? 'was' : 'were'} read back by`;
    return [
      `${outOf(count, of, noun)} ${had} an answer without a named value that other keys had too, byte for byte: it may be what is answered for any key, so that nothing is shown to be there; name the value in the write and the read; first: key ${first.key}`,
    ];
  }
}
