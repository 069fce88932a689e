/** `storage.proto` as TypeScript sees it: its messages, its client, its service. Nothing else names a field of it. */
import { fileURLToPath } from 'node:url';
import {
  type Client,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  type GrpcObject,
  loadPackageDefinition,
  type Metadata,
  type requestCallback,
  type ServiceClientConstructor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Frame } from './frame.ts';

/** A frame is the message of its data already. */
export type PutPart =
  | { readonly header: { readonly chunkId: string; readonly sizeHintBytes: number } }
  | { readonly data: Buffer }
  | { readonly frame: Frame }
  | { readonly end: { readonly sizeBytes: number } };

/** The one of `PutPart` that a message was; all undefined when it was none. */
export interface ReceivedPutPart {
  readonly header?: { readonly chunkId: string; readonly sizeHintBytes: number };
  readonly data?: Buffer;
  readonly end?: { readonly sizeBytes: number };
}

export interface PutAnswer {
  readonly sizeBytes: number;
  readonly blockSums: Buffer;
}

export interface GetRequest {
  readonly chunkId: string;
  readonly start: number;
  readonly end: number;
}

export interface GetFrame {
  readonly data: Buffer;
}

export interface ChunkRequest {
  readonly chunkId: string;
}

export interface VerifyAnswer {
  readonly verdict: 'ABSENT' | 'SOUND' | 'DAMAGED';
}

export interface ListRequest {
  readonly after: string;
  readonly limit: number;
}

export interface ListAnswer {
  readonly chunks: readonly { readonly chunkId: string; readonly sizeBytes: number; readonly storedMs: number }[];
}

export interface HealthAnswer {
  readonly serverId: string;
  readonly status: 'SERVING' | 'FULL' | 'FAILING';
  readonly problem: string;
  readonly availableBytes: number;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

type Unary<Request, Answer> = (
  request: Request,
  metadata: Metadata,
  options: { readonly deadline: number },
  callback: requestCallback<Answer>,
) => ClientUnaryCall;

export interface StorageClient extends Client {
  putChunk(metadata: Metadata, callback: requestCallback<PutAnswer>): ClientWritableStream<PutPart>;
  getChunk(request: GetRequest, metadata: Metadata): ClientReadableStream<GetFrame>;
  readonly deleteChunk: Unary<ChunkRequest, object>;
  readonly verifyChunk: Unary<ChunkRequest, VerifyAnswer>;
  readonly listChunks: Unary<ListRequest, ListAnswer>;
  readonly healthCheck: Unary<object, HealthAnswer>;
}

const definition = loadSync(fileURLToPath(new URL('storage.proto', import.meta.url)), {
  longs: Number,
  enums: String,
  defaults: true,
});

const SERVICE_NAME = 'objectstore.storage.v1.StorageServer';

/** As generated, but that a frame is a message already. */
function withFrames({ PutChunk: put, ...others }: ServiceDefinition): ServiceDefinition {
  if (put === undefined) throw new Error('storage.proto has no PutChunk.');
  const requestSerialize = (part: PutPart): Buffer =>
    'frame' in part ? part.frame.message() : put.requestSerialize(part);
  return { ...others, PutChunk: { ...put, requestSerialize } };
}

const { objectstore } = loadPackageDefinition({
  ...definition,
  [SERVICE_NAME]: withFrames(definition[SERVICE_NAME] as ServiceDefinition),
}) as unknown as {
  readonly objectstore: {
    readonly storage: { readonly v1: { readonly StorageServer: ServiceClientConstructor } & GrpcObject };
  };
};

const generated = objectstore.storage.v1.StorageServer;

export const storageService = generated.service;

/** As grpc-js makes it: a class whose methods are those of the proto file. */
export const StorageClientClass = generated as unknown as new (
  ...args: ConstructorParameters<ServiceClientConstructor>
) => StorageClient;
