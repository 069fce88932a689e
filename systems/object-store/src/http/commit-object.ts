/** The last step of every upload: switch the metadata to the new blob, then let go of whichever blob nobody refers to any more. */
import type { ObjectEntry, Precondition } from '../metadata/metadata-store.ts';
import { S3Error } from '../s3/errors.ts';
import type { Services } from './handler.ts';

const refusals = {
  'no-such-bucket': 'NoSuchBucket',
  'no-such-key': 'NoSuchKey',
  'precondition-failed': 'PreconditionFailed',
} as const;

/** Resolves when the object is durable under its key. */
export async function commitObject(
  services: Services,
  bucketId: number,
  entry: ObjectEntry,
  precondition: Precondition | undefined,
): Promise<void> {
  const outcome = await services.metadata.putObject(bucketId, entry, precondition);
  if (outcome.kind !== 'stored') {
    services.blobs.remove(entry.blob.id);
    throw new S3Error(refusals[outcome.kind]);
  }
  if (outcome.replacedBlob !== undefined) services.blobs.remove(outcome.replacedBlob);
}
