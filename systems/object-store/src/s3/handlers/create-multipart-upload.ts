/** POST ?uploads: begins an upload in parts. What is said about the object is said here; the bytes come later, part by part. */
import { readChecksumPlan } from '../../integrity/whole-checksum.ts';
import type { Uploads } from '../../metadata/interface/uploads.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { uploadExpiryMs } from '../multipart.ts';
import { described } from '../object-headers.ts';
import { refusal } from '../refusal.ts';
import { replyXml } from '../reply.ts';

export const createMultipartUpload: Handler<Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const checksum = readChecksumPlan(call.headers);
  const outcome = await services.metadata.createUpload({
    bucketId: bucket.id,
    key: call.target.key,
    ...described(call.headers),
    checksum,
    ...(call.principal === undefined ? {} : { initiator: call.principal.tenant }),
    expiresMs: uploadExpiryMs(),
  });
  if (!('id' in outcome)) throw refusal(outcome);
  const result = [leaf('Bucket', bucket.name), leaf('Key', outcome.key), leaf('UploadId', outcome.id)];
  replyXml(call.response, document('InitiateMultipartUploadResult', result), 200, {
    ...(checksum === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(), 'x-amz-checksum-type': checksum.type }),
  });
};
