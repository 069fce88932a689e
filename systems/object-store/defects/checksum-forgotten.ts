/**
 * Defect, from the seed's file store: the SHA-256 of a file is computed and returned, and never stored.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'what is known about files is true';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: { ...parts.metadata, completeFile: (id, content) => parts.metadata.completeFile(id, content, '') },
});
