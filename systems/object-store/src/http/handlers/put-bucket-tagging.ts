/** PUT ?tagging of a bucket: replaces all its tags. */
import { readTagging } from '../../s3/documents/tagging.ts';
import { mostBucketTags } from '../../s3/tags.ts';
import { maximumXmlBytes } from '../../s3/xml-in.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const putBucketTagging: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const tags = readTagging(await textBody(call, services, maximumXmlBytes), mostBucketTags);
  await services.metadata.setBucketSetting(bucket.id, 'tagging', JSON.stringify(tags));
  replyEmpty(call.response, 204);
};
