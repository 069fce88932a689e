/** Removes chunks in the background, each from all its servers when its last reader has left. */
import type { ChunkRef } from './content-store.ts';
import type { CopyRemovals } from './copy-removals.ts';
import type { Readers } from './readers.ts';

export class Removals {
  readonly #copies: CopyRemovals;
  readonly #readers: Readers;
  /** What may have to be removed when it has been written. */
  readonly #puts = new Set<Promise<void>>();

  constructor(copies: CopyRemovals, readers: Readers) {
    this.#copies = copies;
    this.#readers = readers;
  }

  remove(chunks: readonly ChunkRef[]): void {
    for (const { id, servers } of chunks) {
      this.#readers.whenUnread(id, () => {
        for (const server of servers) this.#copies.remove(id, server);
      });
    }
  }

  /** A chunk that is still being written, if anything comes of it. */
  removeWhenWritten(put: Promise<ChunkRef>): void {
    const ended = put.then(
      (chunk) => this.remove([chunk]),
      () => undefined,
    );
    this.#puts.add(ended);
    ended.finally(() => this.#puts.delete(ended));
  }

  /** Resolves when nothing is under way; what failed until then is tried once more. */
  async close(): Promise<void> {
    while (this.#puts.size > 0) await Promise.all(this.#puts);
    await this.#copies.close();
  }
}
