/** DELETE ?tagging of a bucket. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const deleteBucketTagging: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'tagging', undefined);
  replyEmpty(call.response, 204);
};
