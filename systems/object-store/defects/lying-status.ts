/**
 * Defect, seed flaw M18: a metadata write that failed is hidden behind 200. Every seventh PUT is answered as stored and is not.
 */
import type { Defect } from '../src/parts.ts';

const HIDDEN_EVERY = 7;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'no acknowledged write of durable writes is lost';

export const plant: Defect = (parts) => {
  let puts = 0;
  return {
    ...parts,
    metadata: {
      ...parts.metadata,
      async putObject(...change) {
        puts += 1;
        if (puts % HIDDEN_EVERY === 0) return { kind: 'stored', versionId: undefined, released: [] };
        return parts.metadata.putObject(...change);
      },
    },
  };
};
