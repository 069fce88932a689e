/** PUT ?tagging: replaces all tags of an object or of a version of it. */
import { replyEmpty } from '@seatrial/service-http';
import type { Objects } from '../../metadata/interface/objects.ts';
import { readTagging } from '../../wire/documents/tagging.ts';
import { MOST_OBJECT_TAGS } from '../../wire/tags.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { setTags } from '../object-tags.ts';
import { textBody } from '../text-body.ts';

export const putObjectTagging: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const tags = readTagging(await textBody(call, services, MAXIMUM_XML_BYTES), MOST_OBJECT_TAGS);
  replyEmpty(call.response, 200, await setTags(call, services, bucket, tags));
};
