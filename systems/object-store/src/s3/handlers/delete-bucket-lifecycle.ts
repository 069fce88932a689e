/** DELETE ?lifecycle: from now on things stay. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const deleteBucketLifecycle: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'lifecycle', undefined);
  replyEmpty(call.response, 204);
};
