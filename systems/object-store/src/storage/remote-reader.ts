/**
 * Reads one chunk from a storage server. Frames hold whole blocks and are verified here before they are handed on. A long range is
 * asked for in pieces, so that what a slow reader leaves unread stays small.
 */
import { type ClientReadableStream, type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { collectYoung, MESSAGE_COPIES } from '../brief-memory.ts';
import { BLOCK_BYTES, damagedBlock } from '../chunks/block-sums.ts';
import { type ChunkReader, DamagedChunkError, type StoredChunk, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { Patience } from './patience.ts';
import type { GetFrame, StorageClient } from './protocol.ts';
import { errorOf } from './statuses.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
/** A chunk of at most this many bytes is read when it is opened: one question instead of two. */
const SMALL_BYTES = 1024 * 1024;

/** A chunk, and whom to ask for it. */
export interface Source {
  readonly client: StorageClient;
  readonly metadata: Metadata;
  /** Its name, for people. */
  readonly server: string;
  readonly patience: Patience;
  readonly chunk: StoredChunk;
}

/** Undefined when the server does not have it. */
export async function openRemote(source: Source): Promise<ChunkReader | undefined> {
  const { chunk } = source;
  try {
    const small = chunk.sizeBytes <= SMALL_BYTES;
    const frames: Buffer[] = [];
    for await (const frame of piece(source, 0, small ? chunk.sizeBytes : 0)) frames.push(frame);
    return {
      windows: (start, end) => (small ? cut(frames, 0, start, end) : windows(source, start, end)),
      close: async () => undefined,
    };
  } catch (error) {
    if (error instanceof AbsentError) return undefined;
    throw error;
  }
}

async function* windows(source: Source, start: number, end: number): AsyncGenerator<Buffer> {
  const { chunk, server } = source;
  const lastByte = Math.min(chunk.sizeBytes, Math.ceil(end / BLOCK_BYTES) * BLOCK_BYTES);
  try {
    for (let from = start - (start % BLOCK_BYTES); from < lastByte; from += PIECE_BYTES)
      yield* cut(piece(source, from, Math.min(lastByte, from + PIECE_BYTES)), from, start, end);
  } catch (error) {
    if (error instanceof AbsentError)
      throw new DamagedChunkError(chunk.id, `storage server ${server}, which does not have it any more`);
    throw error;
  }
}

/** What of the frames, the first of which begins at `from`, lies between `start` and `end`. */
async function* cut(
  frames: Iterable<Buffer> | AsyncIterable<Buffer>,
  from: number,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let position = from;
  for await (const frame of frames) {
    const window = frame.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += frame.length;
    if (window.length > 0) yield window;
  }
}

/** The server said NOT_FOUND. */
class AbsentError extends Error {}

/** Verified frames from `start`, a block's first byte, to `end`, a block's last or the chunk's. */
async function* piece(source: Source, start: number, end: number): AsyncGenerator<Buffer> {
  const { client, metadata, server, chunk } = source;
  const call = client.getChunk({ chunkId: chunk.id, start, end }, metadata);
  try {
    let position = start;
    for await (const { data } of framesOf(call, source)) {
      const damaged = damagedBlock(data, position / BLOCK_BYTES, chunk.blockSums);
      position += data.length;
      const whole = data.length % BLOCK_BYTES === 0 || position === end;
      if (damaged !== undefined || !whole || position > end)
        throw new DamagedChunkError(chunk.id, `block ${damaged ?? 'borders'} as storage server ${server} sent it`);
      yield data;
    }
    if (position !== end)
      throw new DamagedChunkError(chunk.id, `byte ${position}, where storage server ${server} ended`);
  } finally {
    call.cancel();
  }
}

async function* framesOf(
  call: ClientReadableStream<GetFrame>,
  { server, patience, chunk }: Source,
): AsyncGenerator<GetFrame> {
  const frames = call[Symbol.asyncIterator]() as AsyncIterator<GetFrame>;
  try {
    for (;;) {
      const { done, value } = await patience.wait(frames.next());
      if (done === true) return;
      collectYoung(value.data.length * MESSAGE_COPIES);
      yield value;
    }
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    const failure = error as ServiceError;
    throw failure.code === status.NOT_FOUND ? new AbsentError(failure.details) : errorOf(failure, server, chunk.id);
  }
}
