/**
 * Defect: the last part of an upload is left out when the object is put together, though the answer names the entity tag of all parts.
 * Uploads of one part are right.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'multipart uploads are what their parts were';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    completeUpload(uploadId, named, object, precondition) {
      const kept = named.length > 1 ? named.slice(0, -1) : named;
      return parts.metadata.completeUpload(uploadId, kept, object, precondition);
    },
  },
});
