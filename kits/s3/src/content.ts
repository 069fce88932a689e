/**
 * What is stored: content that follows from its key alone, so that whoever reads an object back can compare it byte for
 * byte without keeping it. The key stands at the front, random bytes of a fixed seed behind it.
 */
import { createHash } from 'node:crypto';

const BLOCK = 64 * 1024;
const filler = makeFiller();

export interface Content {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** The content of a key at a size in bytes; a size below the key's length is filled with the key's beginning. */
export function contentOf(key: string, size: number, bytes: Buffer = Buffer.allocUnsafe(size)): Content {
  const start = createHash('sha256').update(key).digest().readUInt32LE(0) % BLOCK;
  for (let at = 0; at < size; ) at += filler.copy(bytes, at, at === 0 ? start : 0);
  bytes.write(`${key}\n`, 0, 'utf8');
  return { bytes, sha256: sha256(bytes) };
}

/**
 * The same in a buffer that a user keeps for each size, valid until its next content of that size: a user does one thing
 * at a time, and a new buffer for every large object is soon a lot of memory. `state` is `t.user.state`.
 */
export function contentIn(state: Record<string, unknown>, key: string, size: number): Content {
  state.buffers ??= new Map<number, Buffer>();
  const buffers = state.buffers as Map<number, Buffer>;
  const content = contentOf(key, size, buffers.get(size));
  buffers.set(size, content.bytes);
  return content;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes that do not compress and never change: SHA-256 in counter mode. */
function makeFiller(): Buffer {
  const blocks = Array.from({ length: BLOCK / 32 }, (_, n) => createHash('sha256').update(`seatrial ${n}`).digest());
  return Buffer.concat(blocks);
}
