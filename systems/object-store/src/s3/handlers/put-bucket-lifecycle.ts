/** PUT ?lifecycle: replaces all rules; from the next round of the lifecycle job on, things go by them. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { readLifecycle } from '../../wire/documents/lifecycle.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

export const putBucketLifecycle: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const rules = readLifecycle(await textBody(call, services, MAXIMUM_XML_BYTES));
  await services.metadata.setBucketSetting(bucket.id, 'lifecycle', JSON.stringify(rules));
  replyEmpty(call.response, 200);
};
