/** DELETE ?uploadId: gives an upload up; its parts go. */
import { replyEmpty } from '@seatrial/service-http';
import type { Uploads } from '../../metadata/interface/uploads.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { openUpload } from '../multipart.ts';
import { refusal } from '../refusal.ts';

export const abortMultipartUpload: Handler<Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const upload = await openUpload(call, services, bucket.id);
  const outcome = await services.metadata.abortUpload(upload.id);
  if (outcome.kind !== 'aborted') throw refusal(outcome);
  services.contents.remove(outcome.released);
  replyEmpty(call.response, 204);
};
