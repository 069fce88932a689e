/**
 * Opens an object for reading. Between the look at the metadata and the opening of the chunks an overwrite may remove them: then the
 * metadata names others, and those are opened. Chunks that are missing although the metadata still names them are damage.
 */
import type { ContentReader } from '../contents/content-store.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import { admitFound, admitFoundSource } from './door.ts';
import type { Services } from './handler.ts';
import { namedVersion } from './versions.ts';

export interface OpenedObject {
  readonly entry: ObjectEntry;
  readonly reader: ContentReader;
}

/** Throws what `findObject` throws; the caller closes the reader. */
export function openObject(call: Call, services: Services, bucket: Bucket): Promise<OpenedObject> {
  return open(services, () => findObject(call, services, bucket));
}

/** The same for what a copy reads. */
export function openSourceObject(
  call: Call,
  services: Services,
  bucket: Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string | undefined },
): Promise<OpenedObject> {
  return open(services, async () => {
    const entry = await lookUp(services, bucket, key, versionId);
    admitFoundSource(call, services, bucket, entry, versionId);
    return entry;
  });
}

/**
 * The object that the call names, its latest version or the named one. Throws NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete
 * marker that was named, or AccessDenied when it has become an object that the caller may not see.
 */
export async function findObject(call: Call, services: Services, bucket: Bucket): Promise<ObjectEntry> {
  const entry = await lookUp(services, bucket, call.target.key, namedVersion(call));
  admitFound(call, services, bucket, entry);
  return entry;
}

async function open(services: Services, find: () => Promise<ObjectEntry>): Promise<OpenedObject> {
  for (let missing = ''; ; ) {
    const entry = await find();
    const first = entry.content.chunks[0]?.id ?? '';
    if (missing !== '' && first === missing) {
      throw new Error(`Chunk ${missing} is missing although an object refers to it.`);
    }
    const reader = await services.contents.open(entry.content);
    if (reader !== undefined) return { entry, reader };
    missing = first;
  }
}

async function lookUp(
  services: Services,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<ObjectEntry> {
  const entry = await services.metadata.object(bucket.id, key, versionId);
  if (entry === undefined) throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
  if (!('deleteMarker' in entry)) return entry;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': entry.versionId };
  if (versionId === undefined) throw new S3Error('NoSuchKey', undefined, headers);
  throw new S3Error('MethodNotAllowed', undefined, { ...headers, allow: 'DELETE' });
}
