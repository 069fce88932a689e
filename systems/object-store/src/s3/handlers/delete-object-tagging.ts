/** DELETE ?tagging: takes all tags off an object or a version of it. */
import { replyEmpty } from '@seatrial/service-http';
import type { Objects } from '../../metadata/interface/objects.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { setTags } from '../object-tags.ts';

export const deleteObjectTagging: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  replyEmpty(call.response, 204, await setTags(call, services, bucket, {}));
};
