/** PUT ?lifecycle: replaces all rules; from the next round of the lifecycle job on, things go by them. */
import { readLifecycle } from '../../s3/documents/lifecycle.ts';
import { maximumXmlBytes } from '../../s3/xml-in.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const putBucketLifecycle: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const rules = readLifecycle(await textBody(call, services, maximumXmlBytes));
  await services.metadata.setBucketSetting(bucket.id, 'lifecycle', JSON.stringify(rules));
  replyEmpty(call.response, 200);
};
