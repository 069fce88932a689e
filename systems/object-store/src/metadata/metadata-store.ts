/**
 * What is known about buckets and objects. The interface only; `sqlite.ts` keeps it in SQLite. Every change is durable when its
 * promise resolves. Answers that a client can cause are values; a rejected promise means the change may or may not have happened.
 */
import type { BlobRef } from '../blobs/blob-store.ts';
import type { Checksum } from '../integrity/upload-check.ts';

export interface Bucket {
  /** Never used again, so an upload to a bucket that was deleted cannot end in its successor of the same name. */
  readonly id: number;
  readonly name: string;
  readonly tenant: string;
  readonly createdMs: number;
}

export interface ObjectEntry {
  readonly key: string;
  readonly blob: BlobRef;
  /** MD5 in hex, without quotes. */
  readonly etag: string;
  readonly modifiedMs: number;
  /** Headers to hand back as they came: content-type, cache-control, x-amz-meta-*... */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | undefined;
}

/** What must hold for the present object at the moment of the change. */
export type Precondition = { readonly kind: 'absent' } | { readonly kind: 'etag'; readonly etag: string };

export type PutOutcome =
  | { readonly kind: 'stored'; readonly replacedBlob: string | undefined }
  | { readonly kind: 'no-such-bucket' | 'no-such-key' | 'precondition-failed' };

export type DeleteOutcome =
  | { readonly kind: 'deleted'; readonly removedBlob: string | undefined }
  | { readonly kind: 'no-such-key' | 'precondition-failed' };

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
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** The last item of a page that is not the last page: pass it as `after` for the next one. */
  readonly continueAfter: string | undefined;
}

export interface MetadataStore {
  createBucket(
    name: string,
    tenant: string,
  ): Promise<{ readonly kind: 'created' } | { readonly kind: 'exists'; readonly tenant: string }>;
  bucket(name: string): Promise<Bucket | undefined>;
  listBuckets(tenant: string): Promise<readonly Bucket[]>;
  deleteBucket(id: number): Promise<'deleted' | 'not-empty' | 'no-such-bucket'>;
  putObject(bucketId: number, entry: ObjectEntry, precondition?: Precondition): Promise<PutOutcome>;
  object(bucketId: number, key: string): Promise<ObjectEntry | undefined>;
  deleteObject(bucketId: number, key: string, precondition?: Precondition): Promise<DeleteOutcome>;
  list(bucketId: number, query: ListQuery): Promise<ListPage>;
  /** Those of the ids that no object refers to. */
  unknownBlobs(ids: readonly string[]): Promise<readonly string[]>;
  /** Resolves when the database answers; throws otherwise. */
  check(): Promise<void>;
  /** Finishes what was begun and closes. */
  close(): Promise<void>;
}
