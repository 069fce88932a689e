/**
 * The copies of one chunk, read as if it were one that never fails. Every chunk store verifies its windows before it hands them out; when
 * one has a damaged chunk, none at all, or stops answering, the same byte is asked for from the next copy, and the bad one is reported.
 * Whoever runs out of copies asks where the chunk is now, and no server twice.
 */
import { type ChunkReader, DamagedChunkError, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { Cluster } from './cluster.ts';
import type { ChunkRef } from './content-store.ts';

export class ChunkCopies {
  readonly #cluster: Cluster;
  readonly #chunk: ChunkRef;
  readonly #tried = new Set<string>();
  #untried: string[];
  #present: { readonly server: string; readonly reader: ChunkReader } | undefined;
  #failure: unknown;

  constructor(cluster: Cluster, chunk: ChunkRef) {
    this.#cluster = cluster;
    this.#chunk = chunk;
    this.#untried = [...cluster.readOrder(chunk.servers)];
  }

  /** False when all copies are gone without a trace, as they are when the chunk was removed. Throws when one of them failed otherwise. */
  async open(): Promise<boolean> {
    this.#present ??= await this.#next();
    if (this.#present === undefined && this.#failure !== undefined) throw this.#failure;
    return this.#present !== undefined;
  }

  async *windows(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      if (!(await this.open())) throw this.#absent();
      const present = this.#present;
      if (present === undefined) throw this.#absent();
      try {
        for await (const window of present.reader.windows(position, end)) {
          position += window.length;
          yield window;
        }
        return;
      } catch (error) {
        this.#fail(present.server, error);
        await this.close();
      }
    }
  }

  async close(): Promise<void> {
    await this.#present?.reader.close();
    this.#present = undefined;
  }

  async #next(): Promise<{ readonly server: string; readonly reader: ChunkReader } | undefined> {
    for (;;) {
      const server = this.#untried.shift() ?? (await this.#locate());
      if (server === undefined) return undefined;
      this.#tried.add(server);
      try {
        const reader = await this.#cluster.store(server)?.open(this.#chunk);
        if (reader !== undefined) return { server, reader };
        this.#cluster.repair(this.#chunk, server);
      } catch (error) {
        this.#fail(server, error);
      }
    }
  }

  async #locate(): Promise<string | undefined> {
    const servers = await this.#cluster.locate(this.#chunk.id);
    this.#untried = this.#cluster.readOrder(servers.filter((server) => !this.#tried.has(server))).slice();
    return this.#untried.shift();
  }

  #fail(server: string, error: unknown): void {
    this.#failure = error;
    if (error instanceof DamagedChunkError) this.#cluster.repair(this.#chunk, server);
    else this.#cluster.suspect(server, error);
  }

  #absent(): Error {
    return new StoreUnavailableError(`Chunk ${this.#chunk.id} is on none of its servers.`);
  }
}
