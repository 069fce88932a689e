/**
 * The chunks of one storage server, asked for over gRPC. What it sends is verified here against the sums the caller knows, so a server
 * that lies is caught. No wait is without a limit: a server that stopped answers as one that is gone, `StoreUnavailableError`.
 */
import { type ChannelOptions, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { type ChunkStore, NoSpaceError, requireChunkId, StoreUnavailableError } from '../chunks/chunk-store.ts';
import { withToken } from './cluster-token.ts';
import { type HealthAnswer, type ListAnswer, StorageClientClass, type VerifyAnswer } from './protocol.ts';
import { putRemote } from './remote-put.ts';
import { openRemote } from './remote-reader.ts';
import { errorOf } from './statuses.ts';

export interface RemoteServer {
  readonly id: string;
  /** host:port */
  readonly address: string;
  readonly token: string;
}

const limitMs = { check: 1000, connect: 1000, remove: 10_000, list: 30_000, verify: 60_000 };

/** A connection that does not answer a ping within three seconds is dead, and so is every call on it. */
const channelOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': 1000,
  'grpc.keepalive_timeout_ms': 2000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
  'grpc-node.flow_control_window': 1024 * 1024,
};

/** Connects when it is first used. */
export function createRemoteChunks(server: RemoteServer): ChunkStore {
  const client = new StorageClientClass(server.address, credentials.createInsecure(), channelOptions);
  const metadata = withToken(server.token);

  function ready(): Promise<void> {
    return new Promise((resolve, reject) =>
      client.waitForReady(Date.now() + limitMs.connect, (error) => {
        if (error === undefined) resolve();
        else reject(new StoreUnavailableError(`Storage server ${server.id} cannot be reached.`, { cause: error }));
      }),
    );
  }

  /** One question with one answer. `chunkId` is only for the error. */
  function ask<Answer>(call: Question<Answer>, withinMs: number, chunkId = ''): Promise<Answer> {
    return new Promise((resolve, reject) =>
      call(metadata, { deadline: Date.now() + withinMs }, (error, answer) => {
        if (error !== null) reject(errorOf(error, server.id, chunkId));
        else if (answer !== undefined) resolve(answer);
      }),
    );
  }

  return {
    async put(id, source, sizeHintBytes) {
      requireChunkId(id);
      await ready();
      return putRemote(client, metadata, server.id, { id, source, sizeHintBytes });
    },

    async open(chunk) {
      requireChunkId(chunk.id);
      return openRemote(client, metadata, server.id, chunk);
    },

    async remove(chunkId) {
      requireChunkId(chunkId);
      await ask((...how) => client.deleteChunk({ chunkId }, ...how), limitMs.remove, chunkId);
    },

    async verify(chunkId) {
      requireChunkId(chunkId);
      const { verdict } = await ask<VerifyAnswer>(
        (...how) => client.verifyChunk({ chunkId }, ...how),
        limitMs.verify,
        chunkId,
      );
      return verdict === 'SOUND' ? 'sound' : verdict === 'DAMAGED' ? 'damaged' : 'absent';
    },

    async list(after, limit) {
      const { chunks } = await ask<ListAnswer>((...how) => client.listChunks({ after, limit }, ...how), limitMs.list);
      return chunks.map(({ chunkId, sizeBytes, storedMs }) => ({ id: chunkId, sizeBytes, storedMs }));
    },

    async check() {
      const health = await ask<HealthAnswer>((...how) => client.healthCheck({}, ...how), limitMs.check);
      if (health.serverId !== server.id)
        throw new StoreUnavailableError(
          `At ${server.address} there is '${health.serverId}' instead of '${server.id}'.`,
        );
      if (health.status === 'FULL') throw new NoSpaceError(`The disk of storage server ${server.id} is full.`);
      if (health.status === 'FAILING') throw new StoreUnavailableError(`${server.id} is failing: ${health.problem}`);
      const { availableBytes, usedBytes, totalBytes } = health;
      return { availableBytes, usedBytes, totalBytes };
    },

    async close() {
      client.close();
    },
  };
}

type Question<Answer> = (
  metadata: Metadata,
  options: { readonly deadline: number },
  callback: (error: ServiceError | null, answer?: Answer) => void,
) => unknown;
