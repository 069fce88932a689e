/** GET ?acl of an object: the grants of its canned ACL. */
import { stored } from '../../access/canned-acl.ts';
import { aclXml } from '../../wire/documents/access-control.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { findObject } from '../open-object.ts';
import { replyXml } from '../reply.ts';
import { versionHeader } from '../versions.ts';

export const getObjectAcl: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const { acl, versionId } = await findObject(call, services, bucket);
  replyXml(call.response, aclXml(stored(acl), bucket.tenant), 200, versionHeader(bucket, versionId));
};
