/**
 * The chunks of one storage server, asked for over gRPC. What it sends is verified here against the sums the caller knows, so a server
 * that lies is caught. No wait is without a limit: a server that stopped answers as one that is gone, `StoreUnavailableError`.
 */
import { type ChannelOptions, connectivityState, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import {
  type ChunkStore,
  NoSpaceError,
  requireChunkId,
  type Space,
  StoreUnavailableError,
} from '../chunks/chunk-store.ts';
import { withToken } from './cluster-token.ts';
import {
  type HealthAnswer,
  type ListAnswer,
  type StorageClient,
  StorageClientClass,
  type VerifyAnswer,
} from './protocol.ts';
import { putRemote } from './remote-put.ts';
import { openRemote } from './remote-reader.ts';
import { errorOf } from './statuses.ts';

export interface RemoteServer {
  readonly id: string;
  /** host:port */
  readonly address: string;
  readonly token: string;
}

const limitMs = { check: 2000, connect: 1000, remove: 10_000, list: 30_000, verify: 60_000 };

/** A connection that does not answer a ping within three seconds (asked every second) is dead, and so is every call on it. */
const channelOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': 1000,
  'grpc.keepalive_timeout_ms': 3000,
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
      await ready(client, server.id);
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
      return spaceOf(server, await ask<HealthAnswer>((...how) => client.healthCheck({}, ...how), limitMs.check));
    },

    async close() {
      client.close();
    },
  };
}

/** Before anything is taken from a source that cannot be asked twice. Who refuses the connection is not waited for. */
function ready(client: StorageClient, server: string): Promise<void> {
  const channel = client.getChannel();
  const deadline = Date.now() + limitMs.connect;
  return new Promise((resolve, reject) => {
    const fail = () => reject(new StoreUnavailableError(`Storage server ${server} cannot be reached.`));
    const look = (): void => {
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.READY) resolve();
      else if (state === connectivityState.TRANSIENT_FAILURE) fail();
      else channel.watchConnectivityState(state, deadline, (error) => (error === undefined ? look() : fail()));
    };
    look();
  });
}

/** Throws what `check` throws when it is the wrong server, or not well. */
function spaceOf({ id, address }: RemoteServer, health: HealthAnswer): Space {
  const { serverId, status, problem, availableBytes, usedBytes, totalBytes } = health;
  if (serverId !== id) throw new StoreUnavailableError(`At ${address} there is '${serverId}' instead of '${id}'.`);
  if (status === 'FULL') throw new NoSpaceError(`The disk of storage server ${id} is full.`);
  if (status === 'FAILING') throw new StoreUnavailableError(`Storage server ${id} is failing: ${problem}`);
  return { availableBytes, usedBytes, totalBytes };
}

type Question<Answer> = (
  metadata: Metadata,
  options: { readonly deadline: number },
  callback: (error: ServiceError | null, answer?: Answer) => void,
) => unknown;
