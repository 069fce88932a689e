/** PUT ?cors: replaces all rules. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { MAXIMUM_CORS_BYTES, readCors } from '../../wire/documents/cors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

export const putBucketCors: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const rules = readCors(await textBody(call, services, MAXIMUM_CORS_BYTES));
  await services.metadata.setBucketSetting(bucket.id, 'cors', JSON.stringify(rules));
  replyEmpty(call.response, 200);
};
