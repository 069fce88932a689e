/** What a handler is and what it may use: the parts of the store, by interface. */
import type { Policy } from '../auth/policy.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { SameDigest } from '../integrity/upload-check.ts';
import type { MetadataStore } from '../metadata/metadata-store.ts';
import type { Call } from './call.ts';
import type { Operation } from './route.ts';

export interface Services {
  readonly region: string;
  readonly policy: Policy;
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly sameDigest: SameDigest;
}

/** Answers the call or throws: S3Error for what S3 has a code for, anything else for InternalError. */
export type Handler = (call: Call, services: Services) => Promise<void>;

/** An operation that is not here answers NotImplemented. */
export type Handlers = Readonly<Partial<Record<Operation, Handler>>>;
