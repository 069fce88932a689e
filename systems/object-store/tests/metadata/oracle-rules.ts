/** The few rules of S3 that several of the oracle's answers follow from: what replaces what, and what a precondition refuses. */
import type { ChunkRef } from '../../src/contents/content-store.ts';
import type { Bucket } from '../../src/metadata/interface/buckets.ts';
import type { FileEntry } from '../../src/metadata/interface/files.ts';
import type { ListedObject, ObjectEntry, Precondition } from '../../src/metadata/interface/objects.ts';
import type { Refused } from '../../src/metadata/interface/refused.ts';
import type { Metadata } from '../../src/metadata/metadata.ts';

/** The contract, but for what has tests of its own. */
export type OracleMethods = Omit<
  Metadata,
  | 'bucketsWith'
  | 'tenants'
  | 'moveChunk'
  | 'chunkCounts'
  | 'servers'
  | 'putServer'
  | 'removeServer'
  | 'leads'
  | 'storeId'
  | 'poolUse'
  | 'check'
  | 'close'
>;

export const none: readonly ChunkRef[] = [];

export type Version =
  | { readonly marker: true; readonly versionId: string }
  | { readonly marker: false; readonly versionId: string; entry: ObjectEntry };

export interface OracleBucket {
  bucket: Bucket;
  /** By key, the newest first. */
  readonly keys: Map<string, Version[]>;
}

/** What a new version would replace: nothing while versions are kept, otherwise the null version. */
export function replacedBy({ bucket, keys }: OracleBucket, key: string): Version | undefined {
  return bucket.versioning === 'enabled' ? undefined : keys.get(key)?.find(({ versionId }) => versionId === 'null');
}

export function refusal(precondition: Precondition | undefined, latest: Version | undefined): Refused | undefined {
  const present = latest?.marker === false ? latest.entry : undefined;
  if (precondition?.kind === 'absent' && present !== undefined) return { kind: 'precondition-failed' };
  if (precondition?.kind !== 'etag') return undefined;
  if (present === undefined) return { kind: 'no-such-key' };
  return ['*', present.etag].includes(precondition.etag) ? undefined : { kind: 'precondition-failed' };
}

export function sizeOf(version: Version | undefined): number {
  return version === undefined || version.marker ? 0 : version.entry.content.sizeBytes;
}

export function chunksOf(version: Version | undefined): readonly ChunkRef[] {
  return version === undefined || version.marker ? none : version.entry.content.chunks;
}

export function isIncomplete(file: FileEntry): boolean {
  return file.status === 'pending' || file.status === 'uploading';
}

export function toListed({ key, content, etag, modifiedMs, checksum }: ObjectEntry): ListedObject {
  return { key, sizeBytes: content.sizeBytes, etag, modifiedMs, checksum };
}
