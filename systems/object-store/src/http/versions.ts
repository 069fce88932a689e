/** How versions show in answers: a bucket that never kept any does not speak of them. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Bucket } from '../metadata/metadata.ts';

export function versionHeader(bucket: Bucket, versionId: string | undefined): OutgoingHttpHeaders {
  return bucket.versioning === 'off' || versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}
