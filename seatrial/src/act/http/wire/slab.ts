/**
 * Room for small pieces of bytes, cut from slabs. A slab is free as soon as its pieces are; those of Node's own pool
 * (`Buffer.allocUnsafe`) wait for a full collection, which is half a megabyte a second at 10,000 small bodies a second.
 */
const SLAB_BYTES = 8 * 1024;
/** Larger pieces have a buffer of their own: they would waste what is left of a slab. */
const MOST_BYTES = SLAB_BYTES / 4;

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

/** So many bytes that are nobody else's; what they hold is for the caller to write. */
export function roomFor(bytes: number): Buffer {
  if (bytes > MOST_BYTES) return Buffer.allocUnsafeSlow(bytes);
  if (used + bytes > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const piece = slab.subarray(used, used + bytes);
  used += (bytes + 7) & ~7; // pieces start where processors like them to
  return piece;
}
