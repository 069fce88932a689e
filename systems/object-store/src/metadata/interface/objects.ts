/** Objects, their versions, and their listings. */
import type { ChunkRef, Content } from '../../contents/content-store.ts';
import type { Checksum } from '../../integrity/upload-check.ts';
import type { Refused } from './refused.ts';

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
  readonly checksum: Checksum | undefined;
}

export interface VersionsPage {
  /** By key, the newest version of each first. */
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  readonly continueAfter: { readonly key: string; readonly versionId: string | undefined } | undefined;
}

export interface Objects {
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
}
