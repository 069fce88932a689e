/** Builds the store from its parts, in one place, and plants a defect when one was asked for. Nothing else constructs a part. */
import { mkdir } from 'node:fs/promises';
import { createIdentify } from '@seatrial/service-identity';
import type { Logger } from '@seatrial/service-log';
import { decide } from './access/decide.ts';
import { createAuthenticate } from './auth/authenticate.ts';
import { createAuthenticateForm } from './auth/authenticate-form.ts';
import { requireGatewayFolder, requireNoBytes } from './data-folder.ts';
import { plantDefect } from './defect.ts';
import { createHealth } from './health.ts';
import { sameDigest } from './integrity/upload-check.ts';
import { createMetadata } from './metadata/create-metadata.ts';
import type { Metadata } from './metadata/metadata.ts';
import { openDatabase } from './metadata/open-database.ts';
import { RollingSession } from './metadata/writer-session.ts';
import { createMetrics } from './metrics/metrics.ts';
import type { Options, Parts } from './parts.ts';
import { openClusterStorage, openLocalStorage, type Storage } from './placement/storage.ts';
import { createRoom } from './room.ts';
import { operations } from './s3/operations.ts';
import { requireToken } from './storage/cluster-token.ts';

const MOST_CONNECTIONS = 10_000;

/** Opens the data folder (making it if need be), sweeps what a crash may have left, and hands back the parts ready to serve. */
export async function compose(options: Options, log: Logger): Promise<Parts> {
  await mkdir(options.dataDirectory, { recursive: true });
  requireGatewayFolder(options.dataDirectory);
  const { database, sqlite } = await openDatabase(options.dataDirectory, options.database, log);
  const metadata = createMetadata(database);
  if (sqlite !== undefined) await metadata.abandonSessions();
  for (const [tenant, quotaBytes] of options.credentials.quotas) await metadata.setQuota(tenant, quotaBytes);
  const storage = await openStorage(options, metadata, log);
  const health = createHealth({ checkDatabase: () => metadata.check(), places: () => storage.places(), log });
  const tenants = [...options.credentials.quotas.keys()];
  const honest: Parts = {
    region: options.region,
    authenticate: createAuthenticate(options.credentials.accessKeys, options.region),
    authenticateForm: createAuthenticateForm(options.credentials.accessKeys, options.region),
    identify: createIdentify(options.credentials.apiKeys, options.credentials.jwt),
    admit: (openConnections) => openConnections <= MOST_CONNECTIONS,
    health,
    metrics: createMetrics({ metadata, health, counters: storage.counters, tenants, log }),
    policy: decide,
    metadata,
    contents: storage.contents,
    storage,
    writer: new RollingSession(metadata, log),
    sameDigest,
    room: createRoom(options.credentials.quotas, metadata),
    operations,
  };
  return plantDefect(honest, { options, database, sqlite, log });
}

/** A store that has storage servers, or is given some, keeps no bytes itself. */
async function openStorage(options: Options, metadata: Metadata, log: Logger): Promise<Storage> {
  const { servers, replicas, clusterToken, dataDirectory } = options;
  const known = (await metadata.servers()).map(({ id }) => id);
  if (servers.length === 0 && known.length === 0) {
    if (options.database === undefined) return openLocalStorage(dataDirectory, metadata, log);
    throw new Error(
      'Gateways that share a database need storage servers that they share too: name them with --storage.',
    );
  }
  if (servers.length === 0 && clusterToken === undefined)
    throw new Error(
      `This store keeps its bytes on storage servers (${known.join(', ')}): it needs their token, in --token-file or OBJECT_STORE_CLUSTER_TOKEN.`,
    );
  const token = requireToken(clusterToken, '--token-file or OBJECT_STORE_CLUSTER_TOKEN');
  requireNoBytes(dataDirectory);
  return openClusterStorage({ servers, replicas, token }, metadata, log);
}
