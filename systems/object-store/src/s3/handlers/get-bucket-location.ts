/** GET ?location: the region of the store; us-east-1 is spelled as nothing, as in S3. */
import { document } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketLocation: Handler = async (call, services) => {
  await openBucket(call, services);
  replyXml(call.response, document('LocationConstraint', services.region === 'us-east-1' ? [] : [services.region]));
};
