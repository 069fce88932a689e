/**
 * Reads a list of chunks as one run of bytes. Every chunk store verifies its windows before it hands them out; when one has a damaged
 * chunk, none at all, or stops answering, the same byte is asked for from the next copy, and the bad copy is reported for repair.
 */
import { type ChunkReader, DamagedChunkError, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { Cluster } from './cluster.ts';
import type { ChunkRef, Content } from './content-store.ts';

/** A reader on one of a chunk's servers, and the servers that can be asked after it. */
export interface OpenedChunk {
  readonly server: string;
  readonly reader: ChunkReader;
  readonly others: readonly string[];
}

/** Opens a chunk on the first of these servers that has it; undefined when all of them answer that they do not. */
export async function openChunk(
  cluster: Cluster,
  chunk: ChunkRef,
  servers: readonly string[],
): Promise<OpenedChunk | undefined> {
  let failure: unknown;
  for (const [index, server] of servers.entries()) {
    try {
      const reader = await cluster.store(server)?.open(chunk);
      if (reader !== undefined) return { server, reader, others: servers.slice(index + 1) };
      cluster.repair(chunk, server);
    } catch (error) {
      failure ??= error;
      report(cluster, chunk, server, error);
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** `first` is the first chunk, already open; whoever opened it closes it. */
export async function* contentWindows(
  cluster: Cluster,
  content: Content,
  first: OpenedChunk | undefined,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  let chunkStart = 0;
  for (const [index, chunk] of content.chunks.entries()) {
    if (chunkStart >= range.end) return;
    const start = Math.max(0, range.start - chunkStart);
    const end = Math.min(chunk.sizeBytes, range.end - chunkStart);
    if (start < end) yield* chunkWindows(cluster, chunk, index === 0 ? first : undefined, start, end);
    chunkStart += chunk.sizeBytes;
  }
}

async function* chunkWindows(
  cluster: Cluster,
  chunk: ChunkRef,
  opened: OpenedChunk | undefined,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let failure: unknown = new StoreUnavailableError(`Chunk ${chunk.id} is on none of its servers.`);
  let servers = cluster.readOrder(chunk.servers);
  let present = opened;
  for (let position = start; ; ) {
    present ??= await openChunk(cluster, chunk, servers);
    if (present === undefined) throw failure;
    const { server, reader, others } = present;
    try {
      for await (const window of reader.windows(position, end)) {
        position += window.length;
        yield window;
      }
      return;
    } catch (error) {
      failure = error;
      report(cluster, chunk, server, error);
      if (others.length === 0) throw error;
      servers = others;
      present = undefined;
    } finally {
      if (reader !== opened?.reader) await reader.close();
    }
  }
}

function report(cluster: Cluster, chunk: ChunkRef, server: string, error: unknown): void {
  if (error instanceof DamagedChunkError) cluster.repair(chunk, server);
  else void cluster.suspect(server);
}
