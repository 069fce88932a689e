/** The one door to a bucket: it exists, and the policy lets this principal do this to it. */
import type { Action } from '../auth/policy.ts';
import type { Bucket } from '../metadata/metadata-store.ts';
import { S3Error } from '../s3/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';

/** Throws NoSuchBucket or AccessDenied. */
export async function openBucket(
  call: Call,
  services: Services,
  action: Action,
  name = call.target.bucket,
): Promise<Bucket> {
  const bucket = await services.metadata.bucket(name);
  if (bucket === undefined) throw new S3Error('NoSuchBucket');
  if (!services.policy(call.principal, action, bucket)) throw new S3Error('AccessDenied');
  return bucket;
}
