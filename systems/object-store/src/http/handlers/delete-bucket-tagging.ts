/** DELETE ?tagging of a bucket. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteBucketTagging: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'tagging', undefined);
  replyEmpty(call.response, 204);
};
