/** PUT ?versioning: from now on the bucket keeps versions, or (suspended) replaces the version named null. */
import { readVersioning } from '../../s3/documents/versioning.ts';
import { maximumXmlBytes } from '../../s3/xml-in.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const putBucketVersioning: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setVersioning(bucket.id, readVersioning(await textBody(call, services, maximumXmlBytes)));
  replyEmpty(call.response, 200);
};
