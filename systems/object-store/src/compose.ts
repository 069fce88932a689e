/** Builds the store from its parts, in one place, and plants a defect when one was asked for. Nothing else constructs a part. */
import { mkdir } from 'node:fs/promises';
import { createAuthenticate } from './auth/authenticate.ts';
import { createIdentify } from './auth/identify.ts';
import { ownersOnly } from './auth/policy.ts';
import { openDiskBlobs } from './blobs/disk.ts';
import { plantDefect } from './defect.ts';
import { createHealth } from './health.ts';
import { operations } from './http/operations.ts';
import { sameDigest } from './integrity/upload-check.ts';
import type { Logger } from './log.ts';
import { createCommitGroup } from './metadata/commit-group.ts';
import { openDatabase } from './metadata/database.ts';
import { createSqliteMetadata } from './metadata/sqlite.ts';
import type { Options, Parts } from './parts.ts';

const mostConnections = 10_000;

/** Opens the data folder (making it if need be), sweeps what a crash may have left, and hands back the parts ready to serve. */
export async function compose(options: Options, log: Logger): Promise<Parts> {
  await mkdir(options.dataDirectory, { recursive: true });
  const database = openDatabase(options.dataDirectory);
  const metadata = createSqliteMetadata(database, createCommitGroup(database));
  const blobs = await openDiskBlobs(options.dataDirectory, log);
  log.info(await blobs.sweep(metadata.unknownBlobs), 'swept what an earlier process left unfinished');
  const honest: Parts = {
    region: options.region,
    authenticate: createAuthenticate(options.credentials.accessKeys, options.region),
    identify: createIdentify(options.credentials.apiKeys, options.credentials.jwt),
    admit: (openConnections) => openConnections <= mostConnections,
    health: createHealth(blobs, metadata),
    policy: ownersOnly,
    metadata,
    blobs,
    sameDigest,
    operations,
  };
  return plantDefect(honest, { options, database, log });
}
