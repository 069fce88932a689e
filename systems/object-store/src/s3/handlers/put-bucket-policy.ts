/** PUT ?policy: from now on the bucket is guarded by it. What could not be honoured is refused here. */
import { replyEmpty } from '@seatrial/service-http';
import { LONGEST_POLICY_BYTES, readPolicy } from '../../access/bucket-policy.ts';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

export const putBucketPolicy: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const text = await textBody(call, services, LONGEST_POLICY_BYTES, { tooLong: 'MalformedPolicy' });
  readPolicy(text, bucket.name);
  await services.metadata.setBucketSetting(bucket.id, 'policy', text);
  replyEmpty(call.response, 204);
};
