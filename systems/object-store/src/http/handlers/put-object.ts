/**
 * PUT an object: verified bytes to new chunks, then the metadata switch, then the answer. The replaced chunks go last, and a reader
 * that has them open still gets all of them. When the switch fails with an exception its outcome is unknown, so the new chunks stay:
 * if nothing refers to them, the cleanup removes them once the writer's session is over.
 */
import { UploadCheck } from '../../integrity/upload-check.ts';
import { openBucket } from '../access.ts';
import { commitObject } from '../commit-object.ts';
import { changePrecondition } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { keptHeaders } from '../object-headers.ts';
import { replyEmpty } from '../reply.ts';

export const putObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const precondition = changePrecondition(call.headers);
  const described = { headers: keptHeaders(call.headers), tags: {}, acl: undefined };
  const check = new UploadCheck(call.headers, services.sameDigest);
  const sizeHintBytes = call.bodyBytes();
  const body = call.body();
  await services.writer.use(async (session) => {
    const bytes = check.through(body.bytes, body.trailers);
    const content = await services.contents.write(bytes, { session, sizeHintBytes });
    const object = { ...described, key: call.target.key, content, modifiedMs: Date.now(), partSizes: undefined };
    await commitObject(
      services,
      bucket.id,
      { ...object, etag: check.etag, checksum: check.checksum },
      session,
      precondition,
    );
  });
  const { etag, checksum } = check;
  replyEmpty(call.response, 200, {
    etag: `"${etag}"`,
    ...(checksum === undefined
      ? {}
      : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
  });
};
