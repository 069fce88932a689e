/**
 * A part of a chunk on its way to a storage server: the message that has the field `data` alone, made where the bytes are collected, behind
 * room for the field's tag and length. So no other copy makes a message of them. The length takes four bytes whatever it is, as protobuf
 * allows.
 */

/** Of a frame's data: one block, so that what a slow peer leaves unread (up to 16 frames) stays small. */
export const FRAME_BYTES = 256 * 1024;

/** Field 2 of `PutChunkRequest`, of the type that has a length. */
const dataTag = (2 << 3) | 2;
const HEAD_BYTES = 5;

export class Frame {
  readonly #message = Buffer.allocUnsafe(HEAD_BYTES + FRAME_BYTES);
  #filledBytes = 0;

  get filledBytes(): number {
    return this.#filledBytes;
  }

  get full(): boolean {
    return this.#filledBytes === FRAME_BYTES;
  }

  /** Copies what there is room for of `part`, from `from`; tells how much that was. */
  fill(part: Buffer, from: number): number {
    const copiedBytes = part.copy(this.#message, HEAD_BYTES + this.#filledBytes, from);
    this.#filledBytes += copiedBytes;
    return copiedBytes;
  }

  /** Good until it is cleared. */
  message(): Buffer {
    const head = [7, 14, 21].map((shift) => ((this.#filledBytes >>> (shift - 7)) & 0x7f) | 0x80);
    this.#message.set([dataTag, ...head, this.#filledBytes >>> 21]);
    return this.#message.subarray(0, HEAD_BYTES + this.#filledBytes);
  }

  clear(): void {
    this.#filledBytes = 0;
  }
}
