/** PUT ?tagging of a bucket: replaces all its tags. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { readTagging } from '../../wire/documents/tagging.ts';
import { MOST_BUCKET_TAGS } from '../../wire/tags.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

export const putBucketTagging: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const tags = readTagging(await textBody(call, services, MAXIMUM_XML_BYTES), MOST_BUCKET_TAGS);
  await services.metadata.setBucketSetting(bucket.id, 'tagging', JSON.stringify(tags));
  replyEmpty(call.response, 204);
};
