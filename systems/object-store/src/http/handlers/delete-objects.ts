/** POST ?delete: up to a thousand keys. The body must carry a checksum; each key answers for itself. */
import { S3Error } from '../../s3/errors.ts';
import { maximumXmlBytes, readDelete } from '../../s3/xml-in.ts';
import { branch, document, leaf } from '../../s3/xml-out.ts';
import { openBucketForBatch } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';
import { textBody } from '../text-body.ts';

export const deleteObjects: Handler = async (call, services) => {
  const { bucket, admitItem } = await openBucketForBatch(call, services);
  const { quiet, keys } = readDelete(await textBody(call, maximumXmlBytes, services));
  const results = await Promise.all(
    keys.map(async (key) => {
      try {
        await admitItem(key);
        const outcome = await services.metadata.deleteObject(bucket.id, key);
        if (outcome.kind === 'deleted') services.contents.remove(outcome.released);
        return quiet ? '' : branch('Deleted', [leaf('Key', key)]);
      } catch (error) {
        if (error instanceof S3Error) {
          return branch('Error', [leaf('Key', key), leaf('Code', error.code), leaf('Message', error.message)]);
        }
        call.log.error({ err: error, key }, 'a key of a batch could not be deleted');
        return branch('Error', [leaf('Key', key), leaf('Code', 'InternalError'), leaf('Message', 'Please try again.')]);
      }
    }),
  );
  replyXml(call.response, document('DeleteResult', results));
};
