/** DELETE ?cors: browsers let no page of another origin in any more. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const deleteBucketCors: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'cors', undefined);
  replyEmpty(call.response, 204);
};
