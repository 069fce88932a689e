/** `Metadata` over either database: which operation answers each method, and whether it is a change or only a look. */
import { randomBytes } from 'node:crypto';
import { ask, type Database, type Questions } from '@seatrial/service-sql';
import * as buckets from './buckets.ts';
import * as chunks from './chunks.ts';
import { expireSessions } from './expiry.ts';
import * as files from './files.ts';
import type { Buckets } from './interface/buckets.ts';
import type { Chunks } from './interface/chunks.ts';
import type { Files } from './interface/files.ts';
import type { Objects } from './interface/objects.ts';
import type { Servers } from './interface/servers.ts';
import type { Sessions } from './interface/sessions.ts';
import type { Tenants } from './interface/tenants.ts';
import type { Uploads } from './interface/uploads.ts';
import * as listings from './listings.ts';
import type { Metadata } from './metadata.ts';
import * as objects from './objects.ts';
import * as servers from './servers.ts';
import * as sessions from './sessions.ts';
import { storeId } from './store-id.ts';
import * as tenants from './tenants.ts';
import * as uploads from './uploads.ts';

type Operation<Arguments extends unknown[], Result> = (...given: Arguments) => Questions<Result>;
type Method<Arguments extends unknown[], Result> = (...given: Arguments) => Promise<Result>;

/** The database has been migrated. */
export function createMetadata(database: Database): Metadata {
  const methods = methodsOf(database);
  return {
    ...bucketMethods(methods),
    ...objectMethods(methods),
    ...uploadMethods(methods),
    ...fileMethods(methods),
    ...sessionMethods(methods, database),
    ...chunkMethods(methods),
    ...serverMethods(methods),
    ...tenantMethods(methods),
    storeId: methods.change(() => storeId(randomBytes(16).toString('hex'))),
    async check() {
      await database.read(() => ask('SELECT 1 AS alive'));
    },
    leads: database.leads,
    poolUse: database.poolUse,
    close: database.close,
  };
}

type Methods = ReturnType<typeof methodsOf>;

function methodsOf(database: Database) {
  const change =
    <A extends unknown[], R>(operation: Operation<A, R>): Method<A, R> =>
    (...given) =>
      database.change(() => operation(...given));
  const look =
    <A extends unknown[], R>(operation: Operation<A, R>): Method<A, R> =>
    (...given) =>
      database.read(() => operation(...given));
  return { change, look };
}

function bucketMethods({ change, look }: Methods): Buckets {
  return {
    createBucket: change(buckets.createBucket),
    bucket: look(buckets.bucket),
    listBuckets: look(buckets.listBuckets),
    bucketsWith: look(buckets.bucketsWith),
    deleteBucket: change(buckets.deleteBucket),
    setVersioning: change(buckets.setVersioning),
    setBucketSetting: change(buckets.setBucketSetting),
  };
}

function objectMethods({ change, look }: Methods): Objects {
  return {
    putObject: change(objects.putObject),
    object: look(objects.object),
    deleteObject: change(objects.deleteObject),
    list: look(listings.list),
    listVersions: look(listings.listVersions),
    setObjectTags: change((bucketId, key, versionId, tags) =>
      objects.labelObject(bucketId, key, versionId, 'tags', JSON.stringify(tags)),
    ),
    setObjectAcl: change((bucketId, key, versionId, acl) => objects.labelObject(bucketId, key, versionId, 'acl', acl)),
  };
}

function uploadMethods({ change, look }: Methods): Uploads {
  return {
    createUpload: change(uploads.createUpload),
    upload: look(uploads.upload),
    putPart: change(uploads.putPart),
    listParts: look(uploads.listParts),
    listUploads: look(listings.listUploads),
    completeUpload: change(uploads.completeUpload),
    abortUpload: change(uploads.abortUpload),
  };
}

function fileMethods({ change, look }: Methods): Files {
  return {
    createFile: change(files.createFile),
    setFileUploading: change(files.setFileUploading),
    completeFile: change(files.completeFile),
    failFile: change(files.failFile),
    file: look(files.file),
    listFiles: look(files.listFiles),
    deleteFile: change(files.deleteFile),
  };
}

function sessionMethods({ change }: Methods, database: Database): Sessions {
  return {
    openSession: change((id, expiresMs) => sessions.openSession(id, 'writer', expiresMs)),
    renewSession: change(sessions.renewSession),
    closeSession: change(sessions.closeSession),
    expireSessions: (nowMs) => expireSessions(database, nowMs, ['writer', 'upload', 'file']),
    async abandonSessions() {
      await expireSessions(database, Number.MAX_SAFE_INTEGER, ['writer', 'file']);
    },
  };
}

function chunkMethods({ change, look }: Methods): Chunks {
  return {
    chunks: look(chunks.listChunks),
    moveChunk: change(chunks.moveChunk),
    chunkCounts: look(chunks.chunkCounts),
    orphans: look(chunks.orphans),
  };
}

function serverMethods({ change, look }: Methods): Servers {
  return {
    servers: look(servers.listServers),
    putServer: change(servers.putServer),
    removeServer: change(servers.removeServer),
  };
}

function tenantMethods({ change, look }: Methods): Tenants {
  return {
    usage: look(tenants.usage),
    tenants: look(tenants.listTenants),
    setQuota: change(tenants.setQuota),
  };
}
