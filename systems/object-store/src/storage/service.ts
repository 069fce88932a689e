/**
 * The calls of `storage.proto` over one disk. It keeps nothing between calls, and answers no caller that `admit` throws at. Its log
 * has a line for each call that failed here, at the level `debug` for each that was answered, with the id of the request it was for.
 */
import {
  type Metadata,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Logger } from '@seatrial/service-log';
import { collectYoung, MESSAGE_COPIES } from '../brief-memory.ts';
import type { DiskChunks } from '../chunks/disk-chunks.ts';
import { createDiskHealth } from './disk-health.ts';
import { FRAME_BYTES } from './frame.ts';
import { onTheirBehalf } from './on-behalf.ts';
import type {
  ChunkRequest,
  GetFrame,
  GetRequest,
  ListAnswer,
  ListRequest,
  PutAnswer,
  ReceivedPutPart,
  VerifyAnswer,
} from './protocol.ts';
import { CallError, statusOf } from './statuses.ts';

const MOST_LISTED = 10_000;

/** Failures of this server, and not of what it was asked. */
const own: readonly status[] = [status.INTERNAL, status.DATA_LOSS, status.RESOURCE_EXHAUSTED];

export function createStorageService(
  serverId: string,
  disk: DiskChunks,
  admit: (metadata: Metadata) => void,
  log: Logger,
): UntypedServiceImplementation {
  const unary =
    <Request, Answer>(answer: (request: Request) => Promise<Answer>) =>
    (call: ServerUnaryCall<Request, Answer>, callback: sendUnaryData<Answer>): void => {
      guarded(call, async () => callback(null, await answer(call.request)), callback);
    };

  /** Runs `work` for whoever is admitted; what it throws becomes the call's status. */
  function guarded(
    call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getPath'>,
    work: () => Promise<void>,
    fail: (error: ReturnType<typeof statusOf>) => void,
  ): void {
    const name = call.getPath().split('/').at(-1);
    const checked = async (): Promise<void> => {
      admit(call.metadata);
      await work();
      log.debug({ call: name }, 'answered');
    };
    onTheirBehalf(call.metadata, checked).catch((error: unknown) =>
      onTheirBehalf(call.metadata, () => {
        const failure = statusOf(error);
        if (own.includes(failure.code)) log.error({ call: name, err: error }, 'a call failed');
        else log.debug({ call: name, status: status[failure.code] }, 'answered');
        fail(failure);
      }),
    );
  }

  return {
    PutChunk(call: ServerReadableStream<ReceivedPutPart, PutAnswer>, callback: sendUnaryData<PutAnswer>) {
      guarded(call, async () => callback(null, await putChunk(disk, call)), callback);
    },

    GetChunk(call: ServerWritableStream<GetRequest, GetFrame>) {
      const work = async (): Promise<void> => {
        await getChunk(disk, call);
        call.end();
      };
      guarded(call, work, (error) => call.emit('error', error));
    },

    DeleteChunk: unary(async ({ chunkId }: ChunkRequest) => {
      await disk.remove(chunkId);
      return {};
    }),

    VerifyChunk: unary(async ({ chunkId }: ChunkRequest): Promise<VerifyAnswer> => {
      const verdict = await disk.verify(chunkId);
      return { verdict: verdict === 'sound' ? 'SOUND' : verdict === 'damaged' ? 'DAMAGED' : 'ABSENT' };
    }),

    ListChunks: unary(async ({ after, limit }: ListRequest): Promise<ListAnswer> => {
      const listed = await disk.list(after, Math.min(limit, MOST_LISTED));
      return { chunks: listed.map(({ id, sizeBytes, storedMs }) => ({ chunkId: id, sizeBytes, storedMs })) };
    }),

    HealthCheck: unary(createDiskHealth(serverId, disk)),
  };
}

async function putChunk(disk: DiskChunks, call: ServerReadableStream<ReceivedPutPart, PutAnswer>): Promise<PutAnswer> {
  const parts = call[Symbol.asyncIterator]() as AsyncIterator<ReceivedPutPart>;
  const { value: first } = await parts.next();
  const header = (first as ReceivedPutPart | undefined)?.header;
  if (header === undefined) throw new CallError(status.INVALID_ARGUMENT, 'A chunk begins with its header.');
  const { sizeBytes, blockSums } = await disk.put(header.chunkId, dataOf(parts), header.sizeHintBytes);
  return { sizeBytes, blockSums };
}

/** Throws when the stream ends without its end frame, or it counted other bytes: a caller that died must not look like one that finished. */
async function* dataOf(parts: AsyncIterator<ReceivedPutPart>): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await parts.next();
    if (done === true) throw new CallError(status.CANCELLED, 'The caller was cut off before the end of the chunk.');
    const { data, end } = value;
    if (end !== undefined) {
      if (end.sizeBytes === sizeBytes) return;
      throw new CallError(status.INVALID_ARGUMENT, `The caller sent ${sizeBytes} bytes and counted ${end.sizeBytes}.`);
    }
    if (data === undefined) throw new CallError(status.INVALID_ARGUMENT, 'A part that is neither data nor the end.');
    collectYoung(data.length * MESSAGE_COPIES);
    sizeBytes += data.length;
    yield data;
  }
}

async function getChunk(disk: DiskChunks, call: ServerWritableStream<GetRequest, GetFrame>): Promise<void> {
  const { chunkId, start, end } = call.request;
  const opened = await disk.openAlone(chunkId);
  if (opened === undefined) throw new CallError(status.NOT_FOUND, `There is no chunk ${chunkId} here.`);
  const { chunk, reader } = opened;
  try {
    if (!(start <= end && end <= chunk.sizeBytes))
      throw new CallError(status.INVALID_ARGUMENT, `Bytes ${start} to ${end} of a chunk of ${chunk.sizeBytes}.`);
    if (start === end) return;
    for await (const window of reader.windows(start, end)) {
      for (let from = 0; from < window.length; from += FRAME_BYTES)
        await send(call, { data: window.subarray(from, from + FRAME_BYTES) });
    }
  } finally {
    await reader.close();
  }
}

/** Resolves when the frame has left, so its bytes may be overwritten; rejects when the caller has gone. */
function send(call: ServerWritableStream<GetRequest, GetFrame>, frame: GetFrame): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new CallError(status.CANCELLED, 'The caller gave up.'));
    if (call.cancelled || call.destroyed) return gone();
    collectYoung(frame.data.length * MESSAGE_COPIES);
    call.once('cancelled', gone);
    call.write(frame, (error: Error | null | undefined) => {
      call.off('cancelled', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}
