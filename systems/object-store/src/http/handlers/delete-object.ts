/** DELETE an object: 204 whether or not it was there, as S3 does; If-Match makes it conditional. */
import { S3Error } from '../../s3/errors.ts';
import { openBucket } from '../access.ts';
import { changePrecondition } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { replyEmpty } from '../reply.ts';

export const deleteObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'write');
  const outcome = await services.metadata.deleteObject(bucket.id, call.target.key, changePrecondition(call.headers));
  if (outcome.kind !== 'deleted')
    throw new S3Error(outcome.kind === 'no-such-key' ? 'NoSuchKey' : 'PreconditionFailed');
  if (outcome.removedBlob !== undefined) services.blobs.remove(outcome.removedBlob);
  replyEmpty(call.response, 204);
};
