/** Defect: a version that is asked for by its id is answered with the latest one, under the id that was asked for. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'versions are kept until they are deleted, and no longer';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async object(bucketId, key, versionId) {
      const asked = await parts.metadata.object(bucketId, key, versionId);
      if (versionId === undefined || asked === undefined || 'deleteMarker' in asked) return asked;
      const latest = await parts.metadata.object(bucketId, key);
      return latest === undefined || 'deleteMarker' in latest ? asked : { ...latest, versionId };
    },
  },
});
