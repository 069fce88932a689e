/** PUT ?tagging: replaces all tags of an object or of a version of it. */
import { readTagging } from '../../s3/documents/tagging.ts';
import { mostObjectTags } from '../../s3/tags.ts';
import { maximumXmlBytes } from '../../s3/xml-in.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { setTags } from '../object-tags.ts';
import { replyEmpty } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const putObjectTagging: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const tags = readTagging(await textBody(call, services, maximumXmlBytes), mostObjectTags);
  replyEmpty(call.response, 200, await setTags(call, services, bucket, tags));
};
