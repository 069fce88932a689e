/** PUT ?acl of a bucket: a canned ACL, by its name or by its grants. */
import { openBucket } from '../access.ts';
import { aclOfBody } from '../acl-body.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const putBucketAcl: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setBucketSetting(bucket.id, 'acl', await aclOfBody(call, services, bucket));
  replyEmpty(call.response, 200);
};
