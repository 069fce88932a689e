/** GET ?policy: the policy as it was put, letter by letter. */
import { S3Error } from '../../s3/errors.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyJson } from '../reply.ts';

export const getBucketPolicy: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.policy === undefined) throw new S3Error('NoSuchBucketPolicy');
  replyJson(call.response, settings.policy);
};
