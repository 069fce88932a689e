/** How versions show in requests and answers: a bucket that never kept any does not speak of them. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Bucket } from '../metadata/interface/buckets.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';

/** The version that the request names. Throws InvalidArgument when no version can be called so. */
export function namedVersion(call: Call): string | undefined {
  const versionId = call.query.get('versionId');
  if (versionId === '') throw new S3Error('InvalidArgument', 'Version id cannot be the empty string.');
  return versionId === undefined ? undefined : checkedVersionId(versionId);
}

/** Throws InvalidArgument. */
export function checkedVersionId(versionId: string): string {
  if (/^(?:null|[0-9a-f]{32})$/.test(versionId)) return versionId;
  throw new S3Error('InvalidArgument', 'Invalid version id specified.');
}

export function versionHeader(bucket: Bucket, versionId: string | undefined): OutgoingHttpHeaders {
  return bucket.versioning === 'off' || versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}
