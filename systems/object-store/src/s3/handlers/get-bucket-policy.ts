/** GET ?policy: the policy as it was put, letter by letter. */
import { replyJsonText } from '@seatrial/service-http';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const getBucketPolicy: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.policy === undefined) throw new S3Error('NoSuchBucketPolicy');
  replyJsonText(call.response, settings.policy);
};
