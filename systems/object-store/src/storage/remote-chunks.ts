/**
 * The chunks of one storage server, asked for over gRPC. What it sends is verified here against the sums the caller knows, so a server
 * that lies is caught. No wait is without a limit: a server that is slow is waited for as long as it says that it lives, one that
 * stopped answers as one that is gone, `StoreUnavailableError`.
 */
import {
  type ChannelOptions,
  connectivityState,
  credentials,
  type Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { type ChunkStore, NoSpaceError, requireChunkId, StoreUnavailableError } from '../chunks/chunk-store.ts';
import { withToken } from './cluster-token.ts';
import { onBehalf } from './on-behalf.ts';
import { Patience, USUAL_LIMITS } from './patience.ts';
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
import { forStore } from './store-owner.ts';

export interface RemoteServer {
  readonly id: string;
  /** host:port */
  readonly address: string;
  readonly token: string;
  /** The store that asks; none for who is no gateway. */
  readonly storeId?: string;
}

/** Who has not answered how it is, or taken a connection, for so long is taken for dead. A busy machine lets a server wait for seconds. */
const SILENT_MS = 4000;

/** A connection that does not answer a ping within four seconds (asked every second) is dead, and so is every call on it. */
const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': 1000,
  'grpc.keepalive_timeout_ms': SILENT_MS,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
  'grpc-node.flow_control_window': 1024 * 1024,
};

/** Connects when it is first used. */
export function createRemoteChunks(server: RemoteServer): ChunkStore {
  const client = new StorageClientClass(server.address, credentials.createInsecure(), CHANNEL_OPTIONS);
  const patience = new Patience(server.id, () => requireAlive(client, server, health()));
  const metadata = forStore(withToken(server.token), server.storeId);

  /** One question with one answer. `chunkId` is only for the error. */
  function ask<Answer>(call: Question<Answer>, withinMs: number, chunkId = ''): Promise<Answer> {
    return new Promise((resolve, reject) =>
      call(onBehalf(metadata), { deadline: Date.now() + withinMs }, (error, answer) => {
        if (error !== null) reject(errorOf(error, server.id, chunkId));
        else if (answer !== undefined) resolve(answer);
      }),
    );
  }

  const askPatiently = <Answer>(call: Question<Answer>, chunkId?: string): Promise<Answer> =>
    patience.wait(ask(call, USUAL_LIMITS.mostMs, chunkId));

  const health = (): Promise<HealthAnswer> => ask((...how) => client.healthCheck({}, ...how), SILENT_MS);

  return {
    async put(id, source, sizeHintBytes) {
      requireChunkId(id);
      await ready(client, server.id);
      return putRemote(client, onBehalf(metadata), server.id, patience, { id, source, sizeHintBytes });
    },

    async open(chunk) {
      requireChunkId(chunk.id);
      return openRemote({ client, metadata: onBehalf(metadata), server: server.id, patience, chunk });
    },

    async remove(chunkId) {
      requireChunkId(chunkId);
      await askPatiently((...how) => client.deleteChunk({ chunkId }, ...how), chunkId);
    },

    async verify(chunkId) {
      requireChunkId(chunkId);
      const { verdict } = await askPatiently<VerifyAnswer>(
        (...how) => client.verifyChunk({ chunkId }, ...how),
        chunkId,
      );
      return verdict === 'SOUND' ? 'sound' : verdict === 'DAMAGED' ? 'damaged' : 'absent';
    },

    async list(after, limit) {
      const { chunks } = await askPatiently<ListAnswer>((...how) => client.listChunks({ after, limit }, ...how));
      return chunks.map(({ chunkId, sizeBytes, storedMs }) => ({ id: chunkId, sizeBytes, storedMs }));
    },

    async check() {
      const answer = await health();
      requireWell(server, answer);
      if (answer.status === 'FULL') throw new NoSpaceError(`The disk of storage server ${server.id} is full.`);
      const { availableBytes, usedBytes, totalBytes } = answer;
      return { availableBytes, usedBytes, totalBytes };
    },

    async close() {
      client.close();
    },
  };
}

/** Before anything is taken from a source that cannot be asked twice. Who refuses the connection is not waited for. */
function ready(client: StorageClient, server: string): Promise<void> {
  const channel = client.getChannel();
  const deadline = Date.now() + SILENT_MS;
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

/** A connection that answers pings is that of a server that lives, though it may have too much to do to tell how it is. Otherwise throws. */
async function requireAlive(client: StorageClient, server: RemoteServer, health: Promise<HealthAnswer>): Promise<void> {
  const answer = await health.catch((error: Error) => {
    const late = (error.cause as ServiceError | undefined)?.code === status.DEADLINE_EXCEEDED;
    if (!late || client.getChannel().getConnectivityState(false) !== connectivityState.READY) throw error;
  });
  if (answer) requireWell(server, answer);
}

/** Throws when it is the wrong server, or one that cannot even read. */
function requireWell({ id, address }: RemoteServer, { serverId, status, problem }: HealthAnswer): void {
  if (serverId !== id) throw new StoreUnavailableError(`At ${address} there is '${serverId}' instead of '${id}'.`);
  if (status === 'FAILING') throw new StoreUnavailableError(`Storage server ${id} is failing: ${problem}`);
}

type Question<Answer> = (
  metadata: Metadata,
  options: { readonly deadline: number },
  callback: (error: ServiceError | null, answer?: Answer) => void,
) => unknown;
