/** Removes chunks in the background, each when its last reader has left. What fails is left to the cleanup. */
import type { Logger } from '../log.ts';
import type { Cluster } from './cluster.ts';
import type { ChunkRef } from './content-store.ts';
import type { Readers } from './readers.ts';

export class Removals {
  readonly #cluster: Cluster;
  readonly #readers: Readers;
  readonly #log: Logger;
  readonly #underWay = new Set<Promise<void>>();

  constructor(cluster: Cluster, readers: Readers, log: Logger) {
    this.#cluster = cluster;
    this.#readers = readers;
    this.#log = log;
  }

  remove(chunks: readonly ChunkRef[]): void {
    for (const { id, servers } of chunks) {
      this.#readers.whenUnread(id, () => {
        for (const server of servers) this.#do(this.#removeCopy(id, server));
      });
    }
  }

  /** A chunk that is still being written, if anything comes of it. */
  removeWhenWritten(put: Promise<ChunkRef>): void {
    this.#do(
      put.then(
        (chunk) => this.remove([chunk]),
        () => undefined,
      ),
    );
  }

  /** Resolves when nothing is under way. */
  async done(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #removeCopy(id: string, server: string): Promise<void> {
    try {
      await this.#cluster.store(server)?.remove(id);
    } catch (error) {
      this.#log.warn({ err: error, chunk: id, server }, 'a chunk was not removed; the cleanup will');
    }
  }

  #do(work: Promise<void>): void {
    const removal = work.finally(() => this.#underWay.delete(removal));
    this.#underWay.add(removal);
  }
}
