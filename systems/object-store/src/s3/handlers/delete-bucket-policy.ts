/** DELETE ?policy: from now on the owner's tenant may everything, and others what ACLs allow. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const deleteBucketPolicy: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'policy', undefined);
  replyEmpty(call.response, 204);
};
