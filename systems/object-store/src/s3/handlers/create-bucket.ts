/**
 * PUT a bucket. Names are shared by all tenants, as in S3; the creator's tenant owns the bucket. One's own bucket is there already (409) in
 * every region: what S3 does in us-east-1, say yes and take its ACL away, nobody means who asks for a bucket.
 */
import { replyEmpty } from '@seatrial/service-http';
import { askedAcl } from '../../access/canned-acl.ts';
import { RESERVED_NAMES } from '../../files/reserved.ts';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { type BucketConfiguration, readBucketConfiguration } from '../../wire/documents/bucket-configuration.ts';
import { S3Error } from '../../wire/errors.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { signerOf } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

const NOTHING_SAID: BucketConfiguration = { location: undefined, tags: {} };

export const createBucket: Handler<Buckets> = async (call, services) => {
  const { tenant } = signerOf(call);
  const name = call.target.bucket;
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName');
  if (call.headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true') {
    throw new S3Error('NotImplemented', 'Object lock is not implemented.');
  }
  if (call.headers.has('x-amz-object-ownership')) {
    throw new S3Error(
      'NotImplemented',
      'Object ownership is not implemented: objects belong to the tenant of their bucket.',
    );
  }
  const acl = askedAcl(call.headers);
  const xml = await textBody(call, services, MAXIMUM_XML_BYTES);
  const { location, tags } = xml === '' ? NOTHING_SAID : readBucketConfiguration(xml);
  if (location !== undefined && location !== services.region) throw new S3Error('IllegalLocationConstraintException');
  const outcome = await services.metadata.createBucket(name, tenant, {
    ...(acl === undefined ? {} : { acl }),
    ...(Object.keys(tags).length === 0 ? {} : { tagging: JSON.stringify(tags) }),
  });
  if (outcome.kind === 'exists') {
    throw new S3Error(outcome.tenant === tenant ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists');
  }
  replyEmpty(call.response, 200, { location: `/${name}` });
};

function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !RESERVED_NAMES.includes(name)
  );
}
