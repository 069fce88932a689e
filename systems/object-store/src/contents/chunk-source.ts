/**
 * Cuts one stream of parts into streams of at most `chunkBytes`, one after the other, without copying: a part that crosses a border is
 * shown in two pieces. A part is used before the next is asked for, across borders too.
 */
export class ChunkSource {
  readonly #parts: AsyncIterator<Buffer>;
  readonly #chunkBytes: number;
  #abandoned = false;
  /** What the present chunk has not taken; undefined when the next part has not been asked for. */
  #rest: Buffer | undefined;

  constructor(source: AsyncIterable<Buffer>, chunkBytes: number) {
    this.#parts = source[Symbol.asyncIterator]();
    this.#chunkBytes = chunkBytes;
  }

  /** Whether there is another chunk, of one byte at least. Throws what the source throws. */
  async more(): Promise<boolean> {
    while (this.#rest === undefined) {
      const { done, value } = await this.#parts.next();
      if (done === true) return false;
      if (value.length > 0) this.#rest = value;
    }
    return true;
  }

  /** The next chunk's parts, and when the last of them has been used: only then may `more` be asked again. */
  chunk(): { readonly parts: AsyncGenerator<Buffer>; readonly taken: Promise<void> } {
    const taken = Promise.withResolvers<void>();
    return { parts: this.#partsOfChunk(taken.resolve), taken: taken.promise };
  }

  async *#partsOfChunk(taken: () => void): AsyncGenerator<Buffer> {
    for (let leftBytes = this.#chunkBytes; leftBytes > 0 && (this.#rest !== undefined || (await this.more())); ) {
      if (this.#abandoned) throw new Error('The write of an earlier chunk failed.');
      const part = this.#rest?.subarray(0, leftBytes) ?? Buffer.alloc(0);
      this.#rest = part.length === this.#rest?.length ? undefined : this.#rest?.subarray(part.length);
      leftBytes -= part.length;
      yield part;
    }
    taken();
  }

  /** Tells the source, and whoever takes a chunk from it, that nobody wants the rest. It may be waiting for a client, so nobody waits for it. */
  abandon(): void {
    this.#abandoned = true;
    this.#parts.return?.().catch(() => undefined);
  }
}
