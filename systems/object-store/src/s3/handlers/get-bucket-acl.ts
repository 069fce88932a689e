/** GET ?acl of a bucket: the grants of its canned ACL. */
import { stored } from '../../access/canned-acl.ts';
import { aclXml } from '../../wire/documents/access-control.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketAcl: Handler = async (call, services) => {
  const { settings, tenant } = await openBucket(call, services);
  replyXml(call.response, aclXml(stored(settings.acl), tenant));
};
