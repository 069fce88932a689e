/** HEAD a bucket: it is there, and the caller may read it. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const headBucket: Handler = async (call, services) => {
  await openBucket(call, services);
  replyEmpty(call.response, 200, { 'x-amz-bucket-region': services.region });
};
