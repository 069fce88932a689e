/**
 * The only source of randomness: seeded, named streams. The same seed gives the same trial.
 * Algorithm: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator), seeded by an FNV-1a hash of the stream's name.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any whole number; @param stream a name, so that two users of one seed do not share a sequence. */
  constructor(seed: number, stream = '') {
    this.#a = seed >>> 0;
    this.#b = fnv1a(stream);
    this.#c = 0x9e3779b9 ^ Math.floor(seed / 2 ** 32);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** A number from 0 (included) to 1 (excluded). */
  next(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** A whole number from 0 (included) to `bound` (excluded), which is between 1 and 2^32. */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 2 ** 32)) throw new RangeError(`Random.below needs a bound from 1 up, not ${bound}`);
    return Math.floor(this.next() * bound);
  }

  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Random.pick needs at least one item');
    return items[this.below(items.length)] as T;
  }

  /** `length` bytes. */
  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.uint32();
    return Buffer.from(words.buffer, 0, length);
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
