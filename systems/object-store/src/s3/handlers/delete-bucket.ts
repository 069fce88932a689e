/** DELETE a bucket, if it is empty at that moment. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const deleteBucket: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const outcome = await services.metadata.deleteBucket(bucket.id);
  if (outcome.kind === 'not-empty') throw new S3Error('BucketNotEmpty');
  if (outcome.kind === 'no-such-bucket') throw new S3Error('NoSuchBucket');
  services.contents.remove(outcome.released);
  replyEmpty(call.response, 204);
};
