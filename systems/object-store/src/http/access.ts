/** The one door to a bucket: it exists, and the policy lets this principal do this to it. */
import type { Action } from '../auth/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { Bucket } from '../metadata/metadata.ts';
import { S3Error } from '../s3/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';

/** Whoever signed the call: for what needs a tenant and has no bucket yet. Throws AccessDenied. */
export function signerOf(call: Call): Principal {
  if (call.principal === undefined) throw new S3Error('AccessDenied', 'The request is not signed.');
  return call.principal;
}

/** Throws NoSuchBucket or AccessDenied; the latter too when the client expected another owner. */
export async function openBucket(call: Call, services: Services, action: Action): Promise<Bucket> {
  return open(call, services, action, call.target.bucket, 'x-amz-expected-bucket-owner');
}

/** The same for the bucket that a copy reads from. */
export async function openSourceBucket(call: Call, services: Services, name: string): Promise<Bucket> {
  return open(call, services, 'read', name, 'x-amz-source-expected-bucket-owner');
}

async function open(
  call: Call,
  services: Services,
  action: Action,
  name: string,
  ownerHeader: string,
): Promise<Bucket> {
  const bucket = await services.metadata.bucket(name);
  if (bucket === undefined) throw new S3Error('NoSuchBucket');
  if (!services.policy(call.principal, action, bucket)) throw new S3Error('AccessDenied');
  if ((call.headers.get(ownerHeader) ?? bucket.tenant) !== bucket.tenant) throw new S3Error('AccessDenied');
  return bucket;
}
