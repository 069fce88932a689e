/** HEAD a bucket: it is there, and the caller may read it. */
import { replyEmpty } from '@seatrial/service-http';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const headBucket: Handler = async (call, services) => {
  await openBucket(call, services);
  replyEmpty(call.response, 200, { 'x-amz-bucket-region': services.region });
};
