/** What a chunk store throws, as gRPC statuses and back: so that a storage server far away fails as the disk here does. */
import { type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import {
  ChunkExistsError,
  ChunkRemovedError,
  DamagedChunkError,
  InvalidChunkIdError,
  NoSpaceError,
  StoreUnavailableError,
} from '../chunks/chunk-store.ts';

/** A call that is wrong in itself, or asks for what is not there. */
export class CallError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

export function statusOf(error: unknown): Pick<StatusObject, 'code' | 'details'> {
  const details = error instanceof Error ? error.message : String(error);
  if (error instanceof CallError) return { code: error.code, details };
  if (error instanceof InvalidChunkIdError) return { code: status.INVALID_ARGUMENT, details };
  if (error instanceof NoSpaceError) return { code: status.RESOURCE_EXHAUSTED, details };
  if (error instanceof ChunkExistsError) return { code: status.ALREADY_EXISTS, details };
  if (error instanceof ChunkRemovedError) return { code: status.ABORTED, details };
  if (error instanceof DamagedChunkError) return { code: status.DATA_LOSS, details };
  return { code: status.INTERNAL, details };
}

/** `server` is its name, for people. */
export function errorOf(error: ServiceError, server: string, chunkId: string): Error {
  switch (error.code) {
    case status.INVALID_ARGUMENT:
      return new InvalidChunkIdError(chunkId);
    case status.RESOURCE_EXHAUSTED:
      return new NoSpaceError(`The disk of storage server ${server} is full.`, { cause: error });
    case status.ALREADY_EXISTS:
      return new ChunkExistsError(chunkId);
    case status.DATA_LOSS:
      return new DamagedChunkError(chunkId, `storage server ${server}, by its own account (${error.details})`);
    default:
      return new StoreUnavailableError(`Storage server ${server} failed: ${error.details}`, { cause: error });
  }
}
