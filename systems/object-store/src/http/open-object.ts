/**
 * Opens an object for reading. Between the look at the metadata and the opening of the chunks an overwrite may remove them: then the
 * metadata names others, and those are opened. Chunks that are missing although the metadata still names them are damage.
 */
import type { ContentReader } from '../contents/content-store.ts';
import type { Bucket, ObjectEntry } from '../metadata/metadata.ts';
import { S3Error } from '../s3/errors.ts';
import type { Services } from './handler.ts';

/** Throws what `findObject` throws; the caller closes the reader. */
export async function openObject(
  services: Services,
  bucket: Bucket,
  key: string,
  versionId?: string,
): Promise<{ readonly entry: ObjectEntry; readonly reader: ContentReader }> {
  for (let missing = ''; ; ) {
    const entry = await findObject(services, bucket, key, versionId);
    const first = entry.content.chunks[0]?.id ?? '';
    if (missing !== '' && first === missing) {
      throw new Error(`Chunk ${missing} is missing although an object refers to it.`);
    }
    const reader = await services.contents.open(entry.content);
    if (reader !== undefined) return { entry, reader };
    missing = first;
  }
}

/** The latest version or the named one. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker that was named. */
export async function findObject(
  services: Services,
  bucket: Bucket,
  key: string,
  versionId?: string,
): Promise<ObjectEntry> {
  const entry = await services.metadata.object(bucket.id, key, versionId);
  if (entry === undefined) throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
  if (!('deleteMarker' in entry)) return entry;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': entry.versionId };
  if (versionId === undefined) throw new S3Error('NoSuchKey', undefined, headers);
  throw new S3Error('MethodNotAllowed', undefined, { ...headers, allow: 'DELETE' });
}
