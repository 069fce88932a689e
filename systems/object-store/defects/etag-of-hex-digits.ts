/**
 * Defect: the entity tag of an object in parts is the MD5 of the parts' hex digits and not of their bytes, so clients that compare it
 * with their own computation think that the upload was damaged.
 */
import { createHash } from 'node:crypto';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'multipart uploads are what their parts were';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    completeUpload(uploadId, named, object, precondition) {
      const digits = named.map(({ etag }) => etag).join('');
      const etag = `${createHash('md5').update(digits).digest('hex')}-${named.length}`;
      return parts.metadata.completeUpload(uploadId, named, { ...object, etag }, precondition);
    },
  },
});
