/** Refuses what cannot fit into the quota of a bucket's tenant before it is sent; the commit judges once more. Throws QuotaExceeded. */
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Upload, Uploads } from '../metadata/interface/uploads.ts';
import { S3Error } from '../wire/errors.ts';
import type { Services } from './handler.ts';

export async function requireRoomForObject(
  { room, metadata }: Services,
  bucket: Bucket,
  key: string,
  sizeBytes: number,
): Promise<void> {
  const fits = await room(bucket.tenant, sizeBytes, async () => {
    const replaced = await metadata.object(bucket.id, key);
    return replaced === undefined || 'deleteMarker' in replaced ? 0 : replaced.content.sizeBytes;
  });
  if (!fits) throw new S3Error('QuotaExceeded');
}

export async function requireRoomForPart(
  { room, metadata }: Services<Uploads>,
  bucket: Bucket,
  { id }: Upload,
  number: number,
  sizeBytes: number,
): Promise<void> {
  const fits = await room(bucket.tenant, sizeBytes, async () => {
    const [replaced] = await metadata.listParts(id, number - 1, 1);
    return replaced?.number === number ? replaced.content.sizeBytes : 0;
  });
  if (!fits) throw new S3Error('QuotaExceeded');
}
