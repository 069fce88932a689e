/** DELETE ?policy: from now on the owner's tenant may everything, and others what ACLs allow. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteBucketPolicy: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'policy', undefined);
  replyEmpty(call.response, 204);
};
