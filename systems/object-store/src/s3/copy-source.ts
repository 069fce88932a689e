/** The object that a copy reads from: `x-amz-copy-source`, its version, and the conditions it must meet. */
import type { ContentReader } from '../contents/content-store.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import { percentDecode, Query, utf8Text } from '../wire/uri.ts';
import type { Call } from './call.ts';
import { judgeRead, readConditions } from './conditions.ts';
import { openSourceBucket } from './door.ts';
import type { Services } from './handler.ts';
import { openSourceObject } from './open-object.ts';
import { checkedVersionId } from './versions.ts';

/** More is copied in parts. */
const MOST_SOURCE_BYTES = 5 * 1024 ** 3;

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Throws InvalidArgument. */
export function readSource(call: Call): CopySource {
  const text = (call.headers.get('x-amz-copy-source') ?? call.query.get('x-amz-copy-source') ?? '').replace(/^\//, '');
  // Clients that do not encode the name may have a question mark in the key.
  const mark = text.lastIndexOf('?versionId=');
  const versionId = mark < 0 ? '' : decoded(() => new Query(text.slice(mark + 1)).get('versionId') ?? '');
  const path = decoded(() => utf8Text(percentDecode(mark < 0 ? text : text.slice(0, mark))));
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source must be BUCKET/KEY, percent-encoded.');
  }
  const version = versionId === '' ? undefined : checkedVersionId(versionId);
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), versionId: version };
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new S3Error('InvalidArgument', 'Invalid copy source encoding.');
  }
}

/** Throws what opening an object throws, but InvalidRequest for a delete marker; the caller closes the reader. */
export async function openSource(
  call: Call,
  services: Services,
  source: CopySource,
): Promise<{ readonly from: Bucket; readonly entry: ObjectEntry; readonly reader: ContentReader }> {
  const { key, versionId } = source;
  const from = await openSourceBucket(call, services, source);
  const named = versionId === undefined ? undefined : await services.metadata.object(from.id, key, versionId);
  if (named !== undefined && 'deleteMarker' in named) {
    throw new S3Error('InvalidRequest', 'The source of a copy request may not refer to a delete marker by version id.');
  }
  return { from, ...(await openSourceObject(call, services, from, source)) };
}

/** Throws PreconditionFailed, and InvalidRequest when more than 5 GiB would be copied at once. */
export function checkSource(call: Call, entry: ObjectEntry, sizeBytes: number): void {
  if (judgeRead(readConditions(call.headers, 'x-amz-copy-source-'), entry) !== 'proceed') {
    throw new S3Error('PreconditionFailed');
  }
  if (sizeBytes > MOST_SOURCE_BYTES) {
    throw new S3Error(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
}

/** Which version was copied from. */
export function sourceVersionHeader(bucket: Bucket, entry: ObjectEntry): Record<string, string> {
  return bucket.versioning === 'off' ? {} : { 'x-amz-copy-source-version-id': entry.versionId };
}
