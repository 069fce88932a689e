/** POST ?delete: up to a thousand keys or versions. The body must carry a checksum; each item answers for itself. */
import { DatabaseUnavailableError } from '@seatrial/service-sql';
import type { Deleted, Objects } from '../../metadata/interface/objects.ts';
import { type DeleteItem, readDelete } from '../../wire/documents/delete.ts';
import { S3Error } from '../../wire/errors.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { branch, document, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { etagPrecondition } from '../conditions.ts';
import { openBucketForBatch } from '../door.ts';
import type { Handler, Services } from '../handler.ts';
import { refusal } from '../refusal.ts';
import { replyXml } from '../reply.ts';
import { textBody } from '../text-body.ts';

/** Of one batch, so that a tenant with a few large ones does not queue before everybody else at the database. */
const AT_ONCE = 50;

export const deleteObjects: Handler<Objects> = async (call, services) => {
  const { bucket, admitItem } = await openBucketForBatch(call, services);
  const { quiet, items } = readDelete(await textBody(call, services, MAXIMUM_XML_BYTES, { checksum: 'needed' }));
  const answer = async (item: DeleteItem): Promise<string> => {
    try {
      await admitItem(item.key, item.versionId);
      const deleted = await deleteItem(services, bucket.id, item);
      return quiet ? '' : deletedXml(item, deleted);
    } catch (error) {
      // It would say so of every one of a thousand keys, after a wait for each fifty. Who asks again deletes what is left.
      if (error instanceof DatabaseUnavailableError) throw error;
      return errorXml(call, item, error);
    }
  };
  const results: string[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(answer))));
  }
  replyXml(call.response, document('DeleteResult', results));
};

/** Undefined when there was no such version, which S3 does not call an error. */
async function deleteItem(
  services: Services<Objects>,
  bucketId: number,
  item: DeleteItem,
): Promise<Deleted | undefined> {
  const outcome = await services.metadata.deleteObject(
    bucketId,
    item.key,
    item.versionId,
    item.etag === undefined ? undefined : etagPrecondition(item.etag),
  );
  if (outcome.kind === 'no-such-version') return undefined;
  if (outcome.kind !== 'deleted') throw refusal(outcome);
  services.contents.remove(outcome.released);
  return outcome;
}

function deletedXml(item: DeleteItem, deleted: Deleted | undefined): string {
  const marker =
    deleted?.deleteMarker === true
      ? [leaf('DeleteMarker', true), leaf('DeleteMarkerVersionId', deleted.versionId ?? 'null')]
      : [];
  return branch('Deleted', [...itemXml(item), ...marker]);
}

function errorXml(call: Call, item: DeleteItem, error: unknown): string {
  const known = error instanceof S3Error ? error : new S3Error('InternalError');
  if (known !== error) call.log.error({ err: error, key: item.key }, 'a key of a batch could not be deleted');
  if (known.code === 'AccessDenied') call.log.warn({ key: item.key }, 'a key of a batch was refused');
  return branch('Error', [...itemXml(item), leaf('Code', known.code), leaf('Message', known.message)]);
}

function itemXml({ key, versionId }: DeleteItem): string[] {
  return [leaf('Key', key), ...(versionId === undefined ? [] : [leaf('VersionId', versionId)])];
}
