/** Defect: a new set of tags is added to the old one instead of taking its place, and so tags cannot be deleted either. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'tags stay with what they were given to, and what is no tag is refused';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async setObjectTags(bucketId, key, versionId, tags) {
      const present = await parts.metadata.object(bucketId, key, versionId);
      const old = present === undefined || 'deleteMarker' in present ? {} : present.tags;
      return parts.metadata.setObjectTags(bucketId, key, versionId, { ...old, ...tags });
    },
  },
});
