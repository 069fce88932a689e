/**
 * Cuts one stream of parts into streams of at most `chunkBytes`, one after the other, without copying: a part that crosses a border is
 * shown in two pieces. A part is used before the next is asked for, across borders too.
 */
export class ChunkSource {
  readonly #parts: AsyncIterator<Buffer>;
  readonly #chunkBytes: number;
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

  /** The next chunk's parts; to be read to their end before `more` is asked again. */
  async *chunk(): AsyncGenerator<Buffer> {
    for (let leftBytes = this.#chunkBytes; leftBytes > 0 && (this.#rest !== undefined || (await this.more())); ) {
      const part = this.#rest?.subarray(0, leftBytes) ?? Buffer.alloc(0);
      this.#rest = part.length === this.#rest?.length ? undefined : this.#rest?.subarray(part.length);
      leftBytes -= part.length;
      yield part;
    }
  }

  /** Tells the source that nobody wants the rest. It may be waiting for a client, so nobody waits for it. */
  abandon(): void {
    this.#parts.return?.().catch(() => undefined);
  }
}
