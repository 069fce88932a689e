/**
 * What is known about buckets, objects, uploads, files, chunks and servers. The interface only: one implementation of the logic, two
 * databases under it (SQLite embedded, PostgreSQL for many gateways). Every change is durable when its promise resolves. Answers that a
 * client can cause are values; a rejected promise means that the change may or may not have happened, except for
 * `DatabaseUnavailableError` and `NoSpaceError`: then it has not. Whatever a change lets go of comes back as `released`: the caller hands it
 * to `ContentStore.remove`.
 */
import type { ChunkRef, Content } from '../contents/content-store.ts';
import type { Checksum } from '../integrity/upload-check.ts';

export type Versioning = 'off' | 'enabled' | 'suspended';

/** Documents that hang on a bucket; each is the feature's own text (JSON), which only that feature reads. */
export type BucketSetting = 'acl' | 'cors' | 'lifecycle' | 'policy' | 'tagging';

export interface Bucket {
  /** Never used again, so an upload to a bucket that was deleted cannot end in its successor of the same name. */
  readonly id: number;
  readonly name: string;
  readonly tenant: string;
  readonly createdMs: number;
  readonly versioning: Versioning;
  readonly settings: Readonly<Partial<Record<BucketSetting, string>>>;
}

export type Tags = Readonly<Record<string, string>>;

/** What an upload says about an object, multipart or not. */
export interface Described {
  /** Headers to hand back as they came: content-type, cache-control, x-amz-meta-*... */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
  /** A canned ACL, or undefined for the bucket's. */
  readonly acl: string | undefined;
}

export interface NewObject extends Described {
  readonly key: string;
  readonly content: Content;
  /** In hex, without quotes; `-N` at the end for N parts. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum: Checksum | undefined;
  /** Bytes of each part, in order, when it was uploaded in parts. */
  readonly partSizes: readonly number[] | undefined;
  /** Of each part, by the algorithm of `checksum`, in Base64, when they have one. */
  readonly partChecksums?: readonly string[];
}

export interface ObjectEntry extends NewObject {
  /** 'null' for what was written while the bucket kept no versions. */
  readonly versionId: string;
}

/** What stands in the place of an object that was deleted in a bucket that keeps versions. */
export interface DeleteMarker {
  readonly deleteMarker: true;
  readonly key: string;
  readonly versionId: string;
  readonly modifiedMs: number;
}

/** What must hold, at the moment of the change, for the present object, or for the version that a deletion names. */
export type Precondition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'etag'; readonly etag: string }
  /** Of a deletion: the version it is about, or the latest when it names none, was written then, and is the latest or is not. */
  | { readonly kind: 'as-seen'; readonly modifiedMs: number; readonly latest: boolean };

export type Refused = {
  readonly kind:
    | 'no-such-bucket'
    | 'no-such-key'
    | 'no-such-version'
    | 'no-such-upload'
    | 'no-such-part'
    | 'precondition-failed'
    | 'quota-exceeded'
    /** The cleanup took the session for dead, so its chunks may be gone: the client must send them again. */
    | 'session-expired'
    /** A server that keeps some of the chunks was removed while they were written: the client must send them again. */
    | 'server-removed';
};

/** `versionId` is undefined in a bucket that never kept versions. */
export interface Stored {
  readonly kind: 'stored';
  readonly versionId: string | undefined;
  readonly released: readonly ChunkRef[];
}

export interface Deleted {
  readonly kind: 'deleted';
  /** Of the version that was removed, or of the delete marker that was made. */
  readonly versionId: string | undefined;
  /** A delete marker was made or removed. */
  readonly deleteMarker: boolean;
  readonly released: readonly ChunkRef[];
}

export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only items after this one. Items are keys and common prefixes, ordered by their UTF-8 bytes. */
  readonly after: string;
  readonly limit: number;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum: Checksum | undefined;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** The last item of a page that is not the last page: pass it as `after` for the next one. */
  readonly continueAfter: string | undefined;
}

export interface VersionsQuery extends ListQuery {
  /** With `after`: only versions of that key older than this one, then the keys after it. */
  readonly afterVersionId: string | undefined;
}

export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
}

export interface VersionsPage {
  /** By key, the newest version of each first. */
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  readonly continueAfter: { readonly key: string; readonly versionId: string | undefined } | undefined;
}

/** A multipart upload: a session of its own, `id` is its session. */
export interface NewUpload extends Described {
  readonly bucketId: number;
  readonly key: string;
  /** How the checksum of the whole will be formed; undefined when the client asked for none. */
  readonly checksum:
    | { readonly algorithm: Checksum['algorithm']; readonly type: 'COMPOSITE' | 'FULL_OBJECT' }
    | undefined;
  readonly expiresMs: number;
}

export interface Upload extends NewUpload {
  readonly id: string;
  readonly startedMs: number;
}

export interface Part {
  readonly number: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly content: Content;
  readonly checksum: Checksum | undefined;
}

export interface UploadsPage {
  readonly uploads: readonly Upload[];
  readonly commonPrefixes: readonly string[];
  readonly continueAfter: { readonly key: string; readonly uploadId: string } | undefined;
}

/** pending (recorded) -> uploading (first byte) -> completed | failed. */
export type FileStatus = 'pending' | 'uploading' | 'completed' | 'failed';

/** A file of the REST face as lists show it. */
export interface ListedFile {
  /** 32 hex digits. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly contentType: string;
  readonly status: FileStatus;
  readonly createdMs: number;
  readonly completedMs: number | undefined;
  /** Undefined until completed. */
  readonly sizeBytes: number | undefined;
  /** In hex; undefined until completed. */
  readonly sha256: string | undefined;
}

/** While it is not completed its id is its session. */
export interface FileEntry extends Omit<ListedFile, 'sizeBytes'> {
  /** Undefined until completed. */
  readonly content: Content | undefined;
}

export interface FilesPage {
  /** Newest first. */
  readonly files: readonly ListedFile[];
  readonly totalCount: number;
}

export interface ServerEntry {
  readonly id: string;
  /** host:port */
  readonly address: string;
  /** A draining server keeps what it has until it was copied elsewhere, and gets nothing new. */
  readonly state: 'active' | 'draining';
}

export interface Usage {
  readonly bytes: number;
  readonly objects: number;
}

export interface TenantUsage extends Usage {
  readonly tenant: string;
  readonly quotaBytes: number | undefined;
}

export interface Metadata {
  // Buckets
  createBucket(
    name: string,
    tenant: string,
  ): Promise<{ readonly kind: 'created' } | { readonly kind: 'exists'; readonly tenant: string }>;
  bucket(name: string): Promise<Bucket | undefined>;
  listBuckets(tenant: string): Promise<readonly Bucket[]>;
  /** All tenants' buckets that have this setting: for the jobs (lifecycle). */
  bucketsWith(setting: BucketSetting): Promise<readonly Bucket[]>;
  /** Multipart uploads in progress do not keep a bucket from being deleted: they are aborted with it. */
  deleteBucket(
    id: number,
  ): Promise<
    | { readonly kind: 'deleted'; readonly released: readonly ChunkRef[] }
    | { readonly kind: 'not-empty' }
    | { readonly kind: 'no-such-bucket' }
  >;
  setVersioning(bucketId: number, versioning: 'enabled' | 'suspended'): Promise<void>;
  /** Undefined removes it. */
  setBucketSetting(bucketId: number, setting: BucketSetting, text: string | undefined): Promise<void>;

  // Objects and their versions
  putObject(
    bucketId: number,
    object: NewObject,
    session: string,
    precondition?: Precondition,
  ): Promise<Stored | Refused>;
  /** The latest version, or the named one. */
  object(bucketId: number, key: string, versionId?: string): Promise<ObjectEntry | DeleteMarker | undefined>;
  deleteObject(
    bucketId: number,
    key: string,
    versionId?: string,
    precondition?: Precondition,
  ): Promise<Deleted | Refused>;
  list(bucketId: number, query: ListQuery): Promise<ListPage>;
  listVersions(bucketId: number, query: VersionsQuery): Promise<VersionsPage>;
  /** False when there is no such object or version. */
  setObjectTags(bucketId: number, key: string, versionId: string | undefined, tags: Tags): Promise<boolean>;
  setObjectAcl(bucketId: number, key: string, versionId: string | undefined, acl: string): Promise<boolean>;

  // Multipart uploads
  createUpload(upload: NewUpload): Promise<Upload | Refused>;
  upload(bucketId: number, key: string, uploadId: string): Promise<Upload | undefined>;
  putPart(
    uploadId: string,
    part: Part,
  ): Promise<{ readonly kind: 'stored'; readonly released: readonly ChunkRef[] } | Refused>;
  /** By number, after `afterNumber`. */
  listParts(uploadId: string, afterNumber: number, limit: number): Promise<readonly Part[]>;
  listUploads(
    bucketId: number,
    query: ListQuery & { readonly afterUploadId: string | undefined },
  ): Promise<UploadsPage>;
  /**
   * The object becomes the named parts, in this order (their chunks are the object's); parts that are not named are released.
   * 'no-such-part' when one is not there or was replaced since the caller looked, which its entity tag shows.
   */
  completeUpload(
    uploadId: string,
    parts: readonly Pick<Part, 'number' | 'etag'>[],
    object: Pick<NewObject, 'etag' | 'modifiedMs' | 'checksum' | 'partChecksums'>,
    precondition?: Precondition,
  ): Promise<Stored | Refused>;
  abortUpload(
    uploadId: string,
  ): Promise<{ readonly kind: 'aborted'; readonly released: readonly ChunkRef[] } | Refused>;

  // Files
  createFile(file: Pick<FileEntry, 'id' | 'tenant' | 'name' | 'contentType'>, expiresMs: number): Promise<void>;
  setFileUploading(id: string): Promise<void>;
  completeFile(id: string, content: Content, sha256: string): Promise<{ readonly kind: 'stored' } | Refused>;
  failFile(id: string): Promise<void>;
  file(tenant: string, id: string): Promise<FileEntry | undefined>;
  /** Pages count from 1. */
  listFiles(
    tenant: string,
    query: { readonly page: number; readonly perPage: number; readonly status: FileStatus | undefined },
  ): Promise<FilesPage>;
  /** 'incomplete' while it is being uploaded. */
  deleteFile(
    tenant: string,
    id: string,
  ): Promise<
    | { readonly kind: 'deleted'; readonly released: readonly ChunkRef[] }
    | { readonly kind: 'absent' }
    | { readonly kind: 'incomplete' }
  >;

  // Sessions and what the cleanup needs
  /** A session of a process that writes whole objects: chunks of open sessions are never orphans. */
  openSession(id: string, expiresMs: number): Promise<void>;
  /** Any kind of session: writer, multipart upload, file. False when the cleanup has already taken it for dead. */
  renewSession(id: string, expiresMs: number): Promise<boolean>;
  closeSession(id: string): Promise<void>;
  /** Forgets expired sessions, aborts their uploads, fails their files. */
  expireSessions(nowMs: number): Promise<{ readonly sessions: number; readonly released: readonly ChunkRef[] }>;
  /**
   * For a store that has its database for itself, at its start: whatever an earlier process was writing is over. Writers' sessions are
   * forgotten and their files fail; multipart uploads go on.
   */
  abandonSessions(): Promise<void>;
  /** Those of the ids that nothing refers to and whose session is not open. */
  orphans(chunkIds: readonly string[]): Promise<readonly string[]>;

  /**
   * Whether this is the one of all gateways that does what one is enough for; to be asked before every round. When that one dies another
   * is, within seconds. For a moment there may be two, or none.
   */
  leads(): Promise<boolean>;

  // Chunks and servers
  /** All chunks by id, after `after` ('' for the first page). */
  chunks(after: string, limit: number): Promise<readonly ChunkRef[]>;
  /** Compare and set: false when the chunk is gone, somebody else moved it, or one of the servers was removed. */
  moveChunk(id: string, from: readonly string[], to: readonly string[]): Promise<boolean>;
  /** Chunks by server. */
  chunkCounts(): Promise<ReadonlyMap<string, number>>;
  servers(): Promise<readonly ServerEntry[]>;
  /** Adds it or changes its address or state. */
  putServer(server: ServerEntry): Promise<void>;
  /** False while a chunk names it. */
  removeServer(id: string): Promise<boolean>;

  // Tenants
  usage(tenant: string): Promise<Usage>;
  /** Every tenant that keeps something or has a quota, by name. */
  tenants(): Promise<readonly TenantUsage[]>;
  /** Undefined means without limit. Checked inside every change that adds bytes. */
  setQuota(tenant: string, quotaBytes: number | undefined): Promise<void>;

  /** What tells this store from every other: made once, the same for all gateways of the database. */
  storeId(): Promise<string>;

  /** Resolves when the database answers; throws otherwise. */
  check(): Promise<void>;
  /** Connections in use, idle and waited for; all zero where there is no pool. */
  poolUse(): { readonly used: number; readonly idle: number; readonly waiting: number };
  /** Finishes what was begun and closes. */
  close(): Promise<void>;
}

/** What a method answers with. */
export type Answer<Method extends keyof Metadata> = Awaited<ReturnType<Metadata[Method]>>;
