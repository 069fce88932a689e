/** A set of record numbers, a bit each: what a finding was computed from may be millions of records. */
export class SeqSet {
  #bits = new Uint32Array(32);

  add(seq: number): void {
    const word = seq >>> 5;
    if (word >= this.#bits.length) {
      const larger = new Uint32Array(Math.max(word + 1, 2 * this.#bits.length));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (seq & 31));
  }

  addAll(records: Iterable<{ readonly seq: number }>): void {
    for (const { seq } of records) this.add(seq);
  }

  /** In rising order. */
  *[Symbol.iterator](): Generator<number> {
    for (const [word, bits] of this.#bits.entries()) {
      for (let left = bits; left !== 0; left &= left - 1) yield word * 32 + 31 - Math.clz32(left & -left);
    }
  }
}
