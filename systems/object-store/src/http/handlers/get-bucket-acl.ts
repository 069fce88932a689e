/** GET ?acl of a bucket: the grants of its canned ACL. */
import { stored } from '../../access/canned-acl.ts';
import { aclXml } from '../../s3/documents/access-control.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketAcl: Handler = async (call, services) => {
  const { settings, tenant } = await openBucket(call, services);
  replyXml(call.response, aclXml(stored(settings.acl), tenant));
};
