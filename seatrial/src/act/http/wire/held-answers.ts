/**
 * One budget for the answers that are still arriving, on all connections of all threads: a peer that answers without end fills
 * it once, however many users ask. What is small is not counted, so that the common case costs nothing.
 */
import { ownLimit } from './failure.ts';

const KIB = 1024;
/** Together; one and a half times what one body may have. */
const BUDGET_KIB = 384 * KIB;
/** What is taken at once; answers below this are not counted. */
export const BLOCK_BYTES = KIB * KIB;
/** So many blocks wait here to be used again: freed, they would lie about until a collection of all memory. */
const MOST_FREE = 128;

const free: Buffer[] = [];

/** Kibibytes that are held now. */
let held = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** What other threads are to count in too. */
export function heldAnswers(): SharedArrayBuffer {
  return held.buffer as SharedArrayBuffer;
}

/** From here on, this thread counts where another one does. */
export function countIn(shared: SharedArrayBuffer): void {
  held = new Int32Array(shared);
}

/** Takes room for so many bytes more; false, and nothing taken, when there is too little. */
export function reserve(bytes: number): boolean {
  const more = Math.ceil(bytes / KIB);
  if (Atomics.add(held, 0, more) + more <= BUDGET_KIB) return true;
  Atomics.sub(held, 0, more);
  return false;
}

/** Gives room back that was taken with the same number. */
export function release(bytes: number): void {
  if (bytes > 0) Atomics.sub(held, 0, Math.ceil(bytes / KIB));
}

/** A block to fill; null when the budget is used up. To be given back with `giveBlock`. */
export function takeBlock(): Buffer | null {
  return reserve(BLOCK_BYTES) ? (free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)) : null;
}

/** Nobody may look at its bytes any more. */
export function giveBlock(block: Buffer): void {
  release(BLOCK_BYTES);
  if (free.length < MOST_FREE) free.push(block);
}

export const BEYOND_BUDGET = ownLimit(
  `answers that are arriving are held up to ${BUDGET_KIB / KIB} MiB together, and this one needs more; ask with \`into\`, which keeps none of it`,
);
