/**
 * Defect: a file can be downloaded, as nothing at all, while it is still being uploaded.
 */
import { EMPTY_SHA256 } from '../src/auth/signature.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'files are served when they are complete, and not before';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async file(tenant, id) {
      const file = await parts.metadata.file(tenant, id);
      if (file === undefined || file.content !== undefined) return file;
      return { ...file, status: 'completed', content: { sizeBytes: 0, chunks: [] }, sha256: EMPTY_SHA256 };
    },
  },
});
