/** Create, head, delete and locate a bucket. Names are shared by all tenants, as in S3; the creator's tenant owns the bucket. */
import { S3Error } from '../../s3/errors.ts';
import { maximumXmlBytes, readLocation } from '../../s3/xml-in.ts';
import { document } from '../../s3/xml-out.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty, replyXml } from '../reply.ts';
import { textBody } from '../text-body.ts';

/** `GET /health` is the store's own; a bucket of that name could not be listed. */
const reservedNames = ['health'];

export const createBucket: Handler = async (call, services) => {
  const name = call.target.bucket;
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName');
  if (call.headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true')
    throw new S3Error('NotImplemented');
  const xml = await textBody(call, maximumXmlBytes);
  const location = xml === '' ? undefined : readLocation(xml);
  if (location !== undefined && location !== services.region) throw new S3Error('IllegalLocationConstraintException');
  const outcome = await services.metadata.createBucket(name, call.principal.tenant);
  if (outcome.kind === 'exists') {
    throw new S3Error(outcome.tenant === call.principal.tenant ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists');
  }
  replyEmpty(call.response, 200, { location: `/${name}` });
};

export const headBucket: Handler = async (call, services) => {
  await openBucket(call, services, 'read');
  replyEmpty(call.response, 200, { 'x-amz-bucket-region': services.region });
};

export const deleteBucket: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'write');
  const outcome = await services.metadata.deleteBucket(bucket.id);
  if (outcome === 'not-empty') throw new S3Error('BucketNotEmpty');
  if (outcome === 'no-such-bucket') throw new S3Error('NoSuchBucket');
  replyEmpty(call.response, 204);
};

/** us-east-1 is spelled as an empty constraint, as in S3. */
export const getBucketLocation: Handler = async (call, services) => {
  await openBucket(call, services, 'read');
  replyXml(call.response, document('LocationConstraint', services.region === 'us-east-1' ? [] : [services.region]));
};

function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !reservedNames.includes(name)
  );
}
