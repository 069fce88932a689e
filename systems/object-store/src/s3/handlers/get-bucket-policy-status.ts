/** GET ?policyStatus: whether the policy lets everybody in. */
import { isPublic } from '../../access/bucket-policy.ts';
import { policyOf } from '../../access/decide.ts';
import { S3Error } from '../../wire/errors.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketPolicyStatus: Handler = async (call, services) => {
  const policy = policyOf(await openBucket(call, services));
  if (policy === undefined) throw new S3Error('NoSuchBucketPolicy');
  replyXml(call.response, document('PolicyStatus', [leaf('IsPublic', isPublic(policy))]));
};
