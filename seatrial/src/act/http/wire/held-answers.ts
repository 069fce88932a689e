/**
 * One budget for the answers that are still arriving, on all connections of all threads: a peer that answers without end fills
 * it once, however many users ask. What is small is not counted, so that the common case costs nothing.
 */
import { ownLimit } from './failure.ts';

const KIB = 1024;
/** Together; one body may have all of it. */
const BUDGET_KIB = 128 * KIB;
/** The largest body that is kept. */
export const MOST_BODY_BYTES = BUDGET_KIB * KIB;
/** What is taken at once; answers below this are not counted. */
export const BLOCK_BYTES = KIB * KIB;
const BLOCK_KIB = BLOCK_BYTES / KIB;

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

/** A block to fill; null when the budget is used up. To be given back with `giveBlock`. */
export function takeBlock(): Buffer<ArrayBuffer> | null {
  if (Atomics.add(held, 0, BLOCK_KIB) + BLOCK_KIB <= BUDGET_KIB) return Buffer.allocUnsafeSlow(BLOCK_BYTES);
  Atomics.sub(held, 0, BLOCK_KIB);
  return null;
}

export function giveBlock(block: Buffer<ArrayBuffer>): void {
  free(block);
  Atomics.sub(held, 0, BLOCK_KIB);
}

/** Gives memory back at once: what is left to a collection lies about for seconds, many times what is held. Its bytes are gone. */
export function free({ buffer }: Buffer<ArrayBuffer>): void {
  if (buffer.byteLength > 0) buffer.transfer(0);
}

export const BEYOND_BUDGET = ownLimit(
  `answers that are arriving are held up to ${BUDGET_KIB / KIB} MiB together, and this one needs more; ask with \`into\`, which keeps none of it`,
);
