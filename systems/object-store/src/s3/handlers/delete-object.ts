/**
 * DELETE an object: 204 whether or not it was there, as S3 does; If-Match makes it conditional. Where versions are kept, a delete marker
 * hides the object, and only a version that is named goes for good.
 */
import { replyEmpty } from '@seatrial/service-http';
import type { Objects } from '../../metadata/interface/objects.ts';
import { changePrecondition } from '../conditions.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { refusal } from '../refusal.ts';
import { namedVersion, versionHeader } from '../versions.ts';

export const deleteObject: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const versionId = namedVersion(call);
  const precondition = changePrecondition(call.headers);
  const outcome = await services.metadata.deleteObject(bucket.id, call.target.key, versionId, precondition);
  if (outcome.kind === 'no-such-version') return replyEmpty(call.response, 204, versionHeader(bucket, versionId));
  if (outcome.kind !== 'deleted') throw refusal(outcome);
  services.contents.remove(outcome.released);
  const marker = outcome.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {};
  replyEmpty(call.response, 204, { ...versionHeader(bucket, outcome.versionId), ...marker });
};
