/**
 * Defect: the deletion of a version is answered with success and does nothing, so what was to be gone for good can still be read.
 * Deletions without a version work.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'versions are kept until they are deleted, and no longer';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async deleteObject(bucketId, key, versionId, precondition) {
      if (versionId === undefined) return parts.metadata.deleteObject(bucketId, key, versionId, precondition);
      return { kind: 'deleted', versionId, deleteMarker: false, released: [] };
    },
  },
});
