/**
 * PUT an object: verified bytes to new chunks, then the metadata switch, then the answer. The replaced chunks go last, and a reader
 * that has them open still gets all of them.
 */
import { replyEmpty } from '@seatrial/service-http';
import { DEFAULT_CHECKSUM } from '../../integrity/checksum.ts';
import { UploadCheck } from '../../integrity/upload-check.ts';
import { expirationHeader } from '../../lifecycle/rules.ts';
import type { Objects } from '../../metadata/interface/objects.ts';
import { S3Error } from '../../wire/errors.ts';
import { checksumHeaders } from '../checksum-answer.ts';
import { commitObject } from '../commit-object.ts';
import { changePrecondition } from '../conditions.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { described } from '../object-headers.ts';
import { requireRoomForObject } from '../room.ts';
import { versionHeader } from '../versions.ts';

export const putObject: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  if (call.query.has('partNumber')) throw new S3Error('InvalidArgument', 'A partNumber needs an uploadId.');
  const precondition = changePrecondition(call.headers);
  const about = { ...described(call.headers), key: call.target.key, partSizes: undefined };
  const check = new UploadCheck(call.headers, services.sameDigest, { otherwise: DEFAULT_CHECKSUM });
  const sizeHintBytes = call.bodyBytes();
  await requireRoomForObject(services, bucket, about.key, sizeHintBytes);
  const body = call.body();
  const stored = await services.writer.use(async (session) => {
    const bytes = check.through(body.bytes, body.trailers);
    const content = await services.contents.write(bytes, { session, sizeHintBytes });
    const { etag, checksum } = check;
    const object = { ...about, content, etag, checksum, modifiedMs: Date.now() };
    const { versionId } = await commitObject(services, bucket.id, object, session, precondition);
    return { ...versionHeader(bucket, versionId), ...expirationHeader(bucket, { ...object, ...content }) };
  });
  replyEmpty(call.response, 200, {
    etag: `"${check.etag}"`,
    ...checksumHeaders(check.checksum),
    ...stored,
  });
};
