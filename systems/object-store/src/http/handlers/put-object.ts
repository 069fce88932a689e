/**
 * PUT an object: verified bytes to a new blob, then the metadata switch, then the answer. The replaced blob goes last, and a reader
 * that has it open still gets all of it. When the switch fails with an exception its outcome is unknown, so the new blob stays:
 * if nothing refers to it, the next start sweeps it.
 */
import { UploadCheck } from '../../integrity/upload-check.ts';
import { openBucket } from '../access.ts';
import { commitObject } from '../commit-object.ts';
import { changePrecondition } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { keptHeaders } from '../object-headers.ts';
import { replyEmpty } from '../reply.ts';

export const putObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'write');
  const precondition = changePrecondition(call.headers);
  const headers = keptHeaders(call.headers);
  const check = new UploadCheck(call.headers, services.sameDigest);
  const sizeHintBytes = call.bodyBytes();
  const body = call.body();
  const blob = await services.blobs.store(check.through(body.bytes, body.trailers), sizeHintBytes);
  const { etag, checksum } = check;
  const entry = { key: call.target.key, blob, etag, modifiedMs: Date.now(), headers, checksum };
  await commitObject(services, bucket.id, entry, precondition);
  replyEmpty(call.response, 200, {
    etag: `"${etag}"`,
    ...(checksum === undefined
      ? {}
      : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
  });
};
