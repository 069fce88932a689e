/**
 * Opens an object for reading. Between the look at the metadata and the opening of the blob an overwrite may remove the blob: then
 * the metadata names another one, and that one is opened. A blob that is missing although the metadata still names it is damage.
 */
import type { BlobReader } from '../blobs/blob-store.ts';
import type { ObjectEntry } from '../metadata/metadata-store.ts';
import { S3Error } from '../s3/errors.ts';
import type { Services } from './handler.ts';

/** Throws NoSuchKey; the caller closes the reader. */
export async function openObject(
  services: Services,
  bucketId: number,
  key: string,
): Promise<{ readonly entry: ObjectEntry; readonly reader: BlobReader }> {
  for (let missing = ''; ; ) {
    const entry = await findObject(services, bucketId, key);
    if (entry.blob.id === missing) throw new Error(`Blob ${missing} is missing although an object refers to it.`);
    const reader = await services.blobs.open(entry.blob);
    if (reader !== undefined) return { entry, reader };
    missing = entry.blob.id;
  }
}

/** Throws NoSuchKey. */
export async function findObject(services: Services, bucketId: number, key: string): Promise<ObjectEntry> {
  const entry = await services.metadata.object(bucketId, key);
  if (entry === undefined) throw new S3Error('NoSuchKey');
  return entry;
}
