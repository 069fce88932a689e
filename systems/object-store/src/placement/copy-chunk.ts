/** Copies one chunk from whoever has it to one server. It ends with a copy that the server vouches for, or throws. */
import {
  ChunkExistsError,
  type ChunkStore,
  DamagedChunkError,
  type StoredChunk,
  StoreUnavailableError,
} from '../chunks/chunk-store.ts';

/** Throws what the target throws, or what the last of the sources did. */
export async function copyChunk(chunk: StoredChunk, sources: readonly ChunkStore[], target: ChunkStore): Promise<void> {
  let failure: unknown = new StoreUnavailableError(`No server has a copy of chunk ${chunk.id} to copy from.`);
  for (const source of sources) {
    const reading = new Reading(chunk, source);
    try {
      const stored = await target.put(chunk.id, reading.bytes(), chunk.sizeBytes);
      if (stored.blockSums.equals(chunk.blockSums)) return;
      await target.remove(chunk.id);
      throw new DamagedChunkError(chunk.id, 'a block of its new copy');
    } catch (error) {
      if (error instanceof ChunkExistsError) return verifyExisting(chunk, target);
      if (reading.failure === undefined) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Another gateway made the copy, or is making it: then this one leaves it to that one. */
async function verifyExisting(chunk: StoredChunk, target: ChunkStore): Promise<void> {
  const verdict = await target.verify(chunk.id);
  if (verdict !== 'sound') throw new StoreUnavailableError(`Chunk ${chunk.id} is ${verdict} where a copy should be.`);
}

/** Tells the source's failures from the target's. */
class Reading {
  failure: unknown;
  readonly #chunk: StoredChunk;
  readonly #source: ChunkStore;

  constructor(chunk: StoredChunk, source: ChunkStore) {
    this.#chunk = chunk;
    this.#source = source;
  }

  async *bytes(): AsyncGenerator<Buffer> {
    const windows = this.#windows();
    for (;;) {
      const { done, value } = await windows.next().catch((error: unknown) => {
        this.failure = error;
        throw error;
      });
      if (done === true) return;
      yield value;
    }
  }

  async *#windows(): AsyncGenerator<Buffer> {
    const reader = await this.#source.open(this.#chunk);
    if (reader === undefined) throw new DamagedChunkError(this.#chunk.id, 'every block: there is none');
    try {
      yield* reader.windows(0, this.#chunk.sizeBytes);
    } finally {
      await reader.close();
    }
  }
}
