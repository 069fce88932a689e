/** Builds the store from its parts, in one place, and plants a defect when one was asked for. Nothing else constructs a part. */
import { mkdir } from 'node:fs/promises';
import { decide } from './access/decide.ts';
import { createAuthenticate } from './auth/authenticate.ts';
import { createIdentify } from './auth/identify.ts';
import { openDiskChunks } from './chunks/disk-chunks.ts';
import { removeOrphans } from './cleanup/orphan-chunks.ts';
import { createClusterContents } from './contents/cluster-contents.ts';
import { localCluster } from './contents/local-cluster.ts';
import { plantDefect } from './defect.ts';
import { createHealth } from './health.ts';
import { operations } from './http/operations.ts';
import { sameDigest } from './integrity/upload-check.ts';
import type { Logger } from './log.ts';
import { createCommitGroup } from './metadata/commit-group.ts';
import { createMetadata } from './metadata/create-metadata.ts';
import { migrate } from './metadata/migrate.ts';
import { createSqliteDriver } from './metadata/sqlite-driver.ts';
import { openSqliteFile } from './metadata/sqlite-file.ts';
import { RollingSession } from './metadata/writer-session.ts';
import type { Options, Parts } from './parts.ts';

const mostConnections = 10_000;

/** Opens the data folder (making it if need be), sweeps what a crash may have left, and hands back the parts ready to serve. */
export async function compose(options: Options, log: Logger): Promise<Parts> {
  await mkdir(options.dataDirectory, { recursive: true });
  const sqlite = openSqliteFile(options.dataDirectory);
  const database = createSqliteDriver(sqlite, createCommitGroup(sqlite));
  await migrate(database);
  const metadata = createMetadata(database);
  const chunks = await openDiskChunks(options.dataDirectory);
  await metadata.abandonSessions();
  for (const [tenant, quotaBytes] of options.credentials.quotas) await metadata.setQuota(tenant, quotaBytes);
  const orphanChunks = await removeOrphans(chunks, metadata, Number.POSITIVE_INFINITY);
  log.info({ orphanChunks }, 'removed what an earlier process left unfinished');
  const honest: Parts = {
    region: options.region,
    authenticate: createAuthenticate(options.credentials.accessKeys, options.region),
    identify: createIdentify(options.credentials.apiKeys, options.credentials.jwt),
    admit: (openConnections) => openConnections <= mostConnections,
    health: createHealth(chunks, metadata),
    policy: decide,
    metadata,
    contents: createClusterContents(localCluster('local', chunks), log),
    writer: new RollingSession(metadata, log),
    closeStorage: () => chunks.close(),
    sameDigest,
    operations,
  };
  return plantDefect(honest, { options, database, sqlite, chunks, log });
}
