/** Replacing the tags of the object, or of the version of it, that a call is about. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Objects, Tags } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';
import { findObject } from './open-object.ts';
import { versionHeader } from './versions.ts';

/** Resolves with the headers of the answer. Throws what `findObject` throws. */
export async function setTags(
  call: Call,
  services: Services<Objects>,
  bucket: Bucket,
  tags: Tags,
): Promise<OutgoingHttpHeaders> {
  const { key } = call.target;
  const { versionId } = await findObject(call, services, bucket);
  if (!(await services.metadata.setObjectTags(bucket.id, key, versionId, tags))) throw new S3Error('NoSuchKey');
  return versionHeader(bucket, versionId);
}
