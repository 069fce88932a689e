/**
 * Defect: an object in parts has its parts in the order in which they arrived and not in that of their numbers. Clients that send one
 * part after the other see no difference; entity tags and sizes are always right.
 */
import type { ChunkRef } from '../src/contents/content-store.ts';
import type { ObjectEntry } from '../src/metadata/interface/objects.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'multipart uploads are what their parts were';

export const plant: Defect = (parts) => {
  /** Numbers of parts as they came, by upload, and then by the entity tag of the object. */
  const arrivals = new Map<string, number[]>();
  return {
    ...parts,
    metadata: {
      ...parts.metadata,
      async putPart(uploadId, part) {
        arrivals.set(uploadId, [...(arrivals.get(uploadId) ?? []), part.number]);
        return parts.metadata.putPart(uploadId, part);
      },
      async completeUpload(uploadId, named, object, precondition) {
        const numbers = named.map(({ number }) => number);
        const arrived = [...new Set(arrivals.get(uploadId))].filter((number) => numbers.includes(number));
        arrivals.set(object.etag, arrived.map((number) => numbers.indexOf(number))); // biome-ignore format: one line
        return parts.metadata.completeUpload(uploadId, named, object, precondition);
      },
      async object(bucketId, key, versionId) {
        const entry = await parts.metadata.object(bucketId, key, versionId);
        return entry === undefined || 'deleteMarker' in entry ? entry : reordered(entry, arrivals.get(entry.etag));
      },
    },
  };
};

function reordered(entry: ObjectEntry, order: readonly number[] | undefined): ObjectEntry {
  if (entry.partSizes === undefined || order?.length !== entry.partSizes.length) return entry;
  const left = [...entry.content.chunks];
  const chunksOfParts = entry.partSizes.map((sizeBytes) => {
    const chunks: ChunkRef[] = [];
    for (let open = sizeBytes; open > 0; open -= chunks.at(-1)?.sizeBytes ?? open) chunks.push(...left.splice(0, 1));
    return chunks;
  });
  const chunks = order.flatMap((index) => chunksOfParts[index] ?? []);
  return { ...entry, content: { ...entry.content, chunks } };
}
