/** GET ?policy: the policy as it was put, letter by letter. */
import { replyJson } from '../../port/reply.ts';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const getBucketPolicy: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.policy === undefined) throw new S3Error('NoSuchBucketPolicy');
  replyJson(call.response, settings.policy);
};
