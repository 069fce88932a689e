/**
 * Writes one chunk to all its servers at once. It is acknowledged when as many copies are durable as the servers that answer allow; a
 * server that fails meanwhile is replaced by the next on the ring, which copies from one that has it. What is not acknowledged is removed.
 */
import { type ChunkStore, DamagedChunkError, NoSpaceError, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { ChunkRef } from '../contents/content-store.ts';
import type { CopyRemovals } from '../contents/copy-removals.ts';
import { copyChunk } from './copy-chunk.ts';
import type { Counters } from './counters.ts';
import { FanOut } from './fan-out.ts';
import type { Membership } from './membership.ts';

export interface Replicating {
  readonly membership: Membership;
  readonly counters: Counters;
  readonly removals: CopyRemovals;
}

export async function putReplicas(
  { membership, counters, removals }: Replicating,
  id: string,
  source: AsyncIterable<Buffer>,
  sizeHintBytes: number,
): Promise<ChunkRef> {
  const write = new ReplicaWrite(membership, id);
  try {
    const sums = await write.first(source, sizeHintBytes);
    const chunk = { id, ...sums };
    counters.replacedCopies += await write.complete(chunk);
    return { ...chunk, servers: [...write.good] };
  } catch (error) {
    write.good.clear();
    throw error;
  } finally {
    for (const server of write.spoilt()) removals.remove(id, server);
  }
}

class ReplicaWrite {
  /** Servers with a durable copy. */
  readonly good = new Set<string>();
  /** Servers that failed, and how. */
  readonly #failed = new Map<string, unknown>();
  /** Servers that may have something of it. */
  readonly #touched = new Set<string>();
  readonly #untried: string[];
  readonly #membership: Membership;
  readonly #id: string;

  constructor(membership: Membership, id: string) {
    this.#membership = membership;
    this.#id = id;
    this.#untried = membership.candidates(id);
  }

  /** The stream to as many servers as there should be copies. One of them at least has all of it when this resolves. */
  async first(source: AsyncIterable<Buffer>, sizeHintBytes: number) {
    if (this.#untried.length < this.#membership.copiesNow()) throw this.#noServer();
    const fanOut = new FanOut(source);
    while (!fanOut.begun && this.#untried.length > 0) {
      const targets = this.#untried.splice(0, this.#membership.copiesNow());
      const attempts = targets.map((server) => ({ server, taker: fanOut.taker() }));
      const outcomes = await Promise.all(
        attempts.map(async ({ server, taker }) => {
          try {
            return { server, stored: await this.#touch(server).put(this.#id, taker, sizeHintBytes) };
          } catch (error) {
            this.#failed.set(server, error);
            // The next chunk need not go there. If it was the source that failed, no server did.
            if (fanOut.failure === undefined) void this.#membership.suspect(server, error);
            return { server, stored: undefined };
          } finally {
            fanOut.drop(taker);
          }
        }),
      );
      if (fanOut.failure !== undefined) throw fanOut.failure.error;
      if (outcomes.every(({ stored }) => stored === undefined)) continue;
      const sums = fanOut.sums();
      for (const { server, stored } of outcomes) {
        if (stored?.blockSums.equals(sums.blockSums)) this.good.add(server);
        else if (stored) this.#failed.set(server, new DamagedChunkError(this.#id, `a block that ${server} was sent`));
      }
      if (this.good.size > 0) return sums;
    }
    throw this.#noServer();
  }

  /** Copies until there are enough; gives back how many it made. Throws when there cannot be enough. */
  async complete(chunk: Omit<ChunkRef, 'servers'>): Promise<number> {
    const before = this.good.size;
    await this.#copyTo(this.#untried, chunk);
    if (this.good.size < this.#membership.copiesNow()) {
      await Promise.all([...this.#failed].map(([id, error]) => this.#membership.suspect(id, error)));
      const again = [...this.#failed.keys()].filter((server) => this.#membership.isUp(server));
      await this.#copyTo(again, chunk);
    }
    if (this.good.size < this.#membership.copiesNow()) throw this.#noServer();
    return this.good.size - before;
  }

  async #copyTo(servers: readonly string[], chunk: Omit<ChunkRef, 'servers'>): Promise<void> {
    for (const server of servers) {
      if (this.good.size >= this.#membership.copiesNow()) return;
      try {
        const target = this.#touch(server);
        if (this.#failed.has(server)) await target.remove(this.#id);
        const sources = [...this.good].map((good) => this.#touch(good));
        await copyChunk(chunk, sources, target);
        this.good.add(server);
      } catch (error) {
        this.#failed.set(server, error);
        await this.#membership.suspect(server, error);
      }
    }
  }

  /** Servers that may have something of it and are not among the good ones. */
  spoilt(): string[] {
    return [...this.#touched].filter((server) => !this.good.has(server));
  }

  #touch(server: string): ChunkStore {
    this.#touched.add(server);
    const store = this.#membership.store(server);
    if (store === undefined) throw new StoreUnavailableError(`Storage server ${server} was removed just now.`);
    return store;
  }

  #noServer(): unknown {
    const failures = [...this.#failed.values()];
    const full = this.#membership.list().some((member) => member.full);
    return (
      failures.find((error) => error instanceof NoSpaceError) ??
      failures[0] ??
      (full
        ? new NoSpaceError('There are not enough storage servers with room for a chunk.')
        : new StoreUnavailableError('No storage server answers.'))
    );
  }
}
