/** DELETE ?cors: browsers let no page of another origin in any more. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteBucketCors: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'cors', undefined);
  replyEmpty(call.response, 204);
};
