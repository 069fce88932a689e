/**
 * Defect: deleting a file deletes what is known about it, and leaves its bytes on the disk.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'deleted files leave nothing behind';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async deleteFile(tenant, id) {
      const outcome = await parts.metadata.deleteFile(tenant, id);
      return outcome.kind === 'deleted' ? { ...outcome, released: [] } : outcome;
    },
  },
});
