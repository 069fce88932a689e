/**
 * Makes bad copies good: what a read or the scrub found is looked at once more where it lies, removed, and copied from a server whose copy
 * is sound. A copy that its server calls sound is left alone: replacing good bytes because the way to them is broken would risk them.
 */
import type { Logger } from '@seatrial/service-log';
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { ChunkRef } from '../contents/content-store.ts';
import { copyChunk } from './copy-chunk.ts';
import type { Counters } from './counters.ts';
import { type ChunkPages, locate } from './locate.ts';
import type { Membership } from './membership.ts';

/** More than this are forgotten: the scrub finds them again. */
const MOST_QUEUED = 10_000;

export class Repair {
  readonly #membership: Membership;
  readonly #metadata: ChunkPages;
  readonly #counters: Counters;
  readonly #log: Logger;
  readonly #queued = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(membership: Membership, metadata: ChunkPages, counters: Counters, log: Logger) {
    this.#membership = membership;
    this.#metadata = metadata;
    this.#counters = counters;
    this.#log = log;
  }

  /** Repairs in the background, one after the other. */
  report(chunk: ChunkRef, server: string): void {
    const name = `${chunk.id} ${server}`;
    if (this.#queued.has(name) || this.#queued.size >= MOST_QUEUED) return;
    this.#queued.add(name);
    this.#last = this.#last.then(() => this.run(chunk, server)).finally(() => this.#queued.delete(name));
  }

  /** Never throws: what cannot be repaired is counted and logged. */
  async run({ id }: ChunkRef, server: string): Promise<void> {
    try {
      // As it is now: a chunk that was deleted or moved meanwhile needs nothing.
      const chunk = await locate(this.#metadata, id);
      if (chunk?.servers.includes(server)) await this.#repair(chunk, server);
    } catch (error) {
      this.#counters.failedRepairs += 1;
      this.#log.warn({ err: error, chunk: id, server }, 'a bad copy could not be repaired');
    }
  }

  /** Resolves when what was reported has been dealt with. */
  async idle(): Promise<void> {
    while (this.#queued.size > 0) await this.#last;
  }

  async #repair(chunk: ChunkRef, server: string): Promise<void> {
    const target = this.#membership.store(server);
    if (target === undefined) return;
    const verdict = await target.verify(chunk.id);
    if (verdict === 'sound') {
      this.#counters.disputedCopies += 1;
      this.#log.error({ chunk: chunk.id, server }, 'a server calls a copy sound that did not arrive so');
      return;
    }
    this.#counters.badCopies += 1;
    const others = await Promise.all(
      chunk.servers.filter((other) => other !== server).map((other) => this.#copyOn(other, chunk.id)),
    );
    const sound = others.filter((copy) => copy.verdict === 'sound').flatMap(({ store }) => store ?? []);
    if (sound.length === 0) throw new Error(noSoundCopy(chunk.id, [{ server, verdict }, ...others]));
    await target.remove(chunk.id);
    await copyChunk(chunk, sound, target);
    this.#counters.repairedCopies += 1;
    this.#log.info({ chunk: chunk.id, server, verdict }, 'a bad copy was repaired');
  }

  async #copyOn(server: string, chunkId: string): Promise<Copy & { readonly store: ChunkStore | undefined }> {
    const store = this.#membership.store(server);
    const verdict = await store?.verify(chunkId).catch(() => undefined);
    return { server, store, verdict };
  }
}

interface Copy {
  readonly server: string;
  /** Undefined when the server does not answer. */
  readonly verdict: Awaited<ReturnType<ChunkStore['verify']>> | undefined;
}

function noSoundCopy(chunkId: string, copies: readonly Copy[]): string {
  const found = copies.map(({ server, verdict }) =>
    verdict === undefined ? `${server} does not answer` : `it is ${verdict} on ${server}`,
  );
  return `There is no sound copy of chunk ${chunkId} to repair from: ${found.join(', ')}.`;
}
