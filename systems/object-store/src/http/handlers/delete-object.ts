/** DELETE an object: 204 whether or not it was there, as S3 does; If-Match makes it conditional. */
import { openBucket } from '../access.ts';
import { changePrecondition } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { refusal } from '../refusal.ts';
import { replyEmpty } from '../reply.ts';

export const deleteObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const precondition = changePrecondition(call.headers);
  const outcome = await services.metadata.deleteObject(bucket.id, call.target.key, undefined, precondition);
  if (outcome.kind !== 'deleted') throw refusal(outcome);
  services.contents.remove(outcome.released);
  replyEmpty(call.response, 204);
};
