/** PUT ?acl of a bucket: a canned ACL, by its name or by its grants. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { aclOfBody } from '../acl-body.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';

export const putBucketAcl: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'acl', await aclOfBody(call, services, bucket));
  replyEmpty(call.response, 200);
};
