/** POST ?delete: up to a thousand keys. The body must carry a checksum; each key answers for itself. */
import { maximumXmlBytes, readDelete } from '../../s3/xml-in.ts';
import { branch, document, leaf } from '../../s3/xml-out.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const deleteObjects: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'write');
  const { quiet, keys } = readDelete(await textBody(call, maximumXmlBytes, services));
  const results = await Promise.all(
    keys.map(async (key) => {
      try {
        const outcome = await services.metadata.deleteObject(bucket.id, key);
        if (outcome.kind === 'deleted' && outcome.removedBlob !== undefined) services.blobs.remove(outcome.removedBlob);
        return quiet ? '' : branch('Deleted', [leaf('Key', key)]);
      } catch (error) {
        call.log.error({ err: error, key }, 'a key of a batch could not be deleted');
        return branch('Error', [leaf('Key', key), leaf('Code', 'InternalError'), leaf('Message', 'Please try again.')]);
      }
    }),
  );
  replyXml(call.response, document('DeleteResult', results));
};
