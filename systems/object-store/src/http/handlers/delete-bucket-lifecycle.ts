/** DELETE ?lifecycle: from now on things stay. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteBucketLifecycle: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'lifecycle', undefined);
  replyEmpty(call.response, 204);
};
