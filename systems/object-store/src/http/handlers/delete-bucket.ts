/** DELETE a bucket, if it is empty at that moment. */
import { S3Error } from '../../s3/errors.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteBucket: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const outcome = await services.metadata.deleteBucket(bucket.id);
  if (outcome.kind === 'not-empty') throw new S3Error('BucketNotEmpty');
  if (outcome.kind === 'no-such-bucket') throw new S3Error('NoSuchBucket');
  services.contents.remove(outcome.released);
  replyEmpty(call.response, 204);
};
