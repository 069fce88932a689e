/** PUT ?acl of an object or of a version of it: a canned ACL, by its name or by its grants. */
import { replyEmpty } from '@seatrial/service-http';
import type { Objects } from '../../metadata/interface/objects.ts';
import { S3Error } from '../../wire/errors.ts';
import { aclOfBody } from '../acl-body.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { findObject } from '../open-object.ts';
import { versionHeader } from '../versions.ts';

export const putObjectAcl: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const { key } = call.target;
  const acl = await aclOfBody(call, services, bucket);
  const { versionId } = await findObject(call, services, bucket);
  if (!(await services.metadata.setObjectAcl(bucket.id, key, versionId, acl))) throw new S3Error('NoSuchKey');
  replyEmpty(call.response, 200, versionHeader(bucket, versionId));
};
