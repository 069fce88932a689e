/** PUT with uploadId and partNumber: one part of an upload. A part that comes again replaces the one before. */
import { replyEmpty } from '@seatrial/service-http';
import type { Sessions } from '../../metadata/interface/sessions.ts';
import type { Uploads } from '../../metadata/interface/uploads.ts';
import { partChecksumHeaders } from '../checksum-answer.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { checkOfPart, openUpload, readPartNumber, storePart } from '../multipart.ts';
import { requireRoomForPart } from '../room.ts';

export const uploadPart: Handler<Sessions & Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const number = readPartNumber(call.query.get('partNumber') ?? '');
  const upload = await openUpload(call, services, bucket.id);
  const check = checkOfPart(call.headers, services, upload);
  const sizeBytes = call.bodyBytes();
  await requireRoomForPart(services, bucket, upload, number, sizeBytes);
  const body = call.body();
  const bytes = check.through(body.bytes, body.trailers);
  const part = await storePart(services, upload, number, { bytes, check, sizeBytes });
  replyEmpty(call.response, 200, { etag: `"${part.etag}"`, ...partChecksumHeaders(part.checksum) });
};
