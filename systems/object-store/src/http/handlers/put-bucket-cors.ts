/** PUT ?cors: replaces all rules. */
import { maximumCorsBytes, readCors } from '../../s3/documents/cors.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const putBucketCors: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const rules = readCors(await textBody(call, services, maximumCorsBytes));
  await services.metadata.setBucketSetting(bucket.id, 'cors', JSON.stringify(rules));
  replyEmpty(call.response, 200);
};
