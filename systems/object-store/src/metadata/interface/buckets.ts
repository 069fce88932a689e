/** Buckets, and the documents that hang on them. */
import type { ChunkRef } from '../../contents/content-store.ts';

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

export interface Buckets {
  /** With the settings that it has from its first moment on. */
  createBucket(
    name: string,
    tenant: string,
    settings?: Bucket['settings'],
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
}
