/** Multipart uploads, and their parts. */
import type { ChunkRef, Content } from '../../contents/content-store.ts';
import type { Checksum, PartChecksum } from '../../integrity/upload-check.ts';
import type { Described, ListQuery, NewObject, Precondition, Stored } from './objects.ts';
import type { Refused } from './refused.ts';

/** A multipart upload: a session of its own, `id` is its session. */
export interface NewUpload extends Described {
  readonly bucketId: number;
  readonly key: string;
  /** How the checksum of the whole will be formed; undefined when the client asked for none. */
  readonly checksum:
    | { readonly algorithm: Checksum['algorithm']; readonly type: 'COMPOSITE' | 'FULL_OBJECT' }
    | undefined;
  /** The tenant that began it; undefined when nobody signed, or when it was begun before that was kept. */
  readonly initiator?: string;
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
  readonly checksum: PartChecksum | undefined;
}

export interface UploadsPage {
  readonly uploads: readonly Upload[];
  readonly commonPrefixes: readonly string[];
  readonly continueAfter: { readonly key: string; readonly uploadId: string } | undefined;
}

export interface Uploads {
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
}
