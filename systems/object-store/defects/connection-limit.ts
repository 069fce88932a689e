/**
 * Defect, the seed's "connection limit ~10": every connection above the tenth is told 503.
 */
import type { Defect } from '../src/parts.ts';

const MOST_CONNECTIONS = 10;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'errors of connections count==0';

export const plant: Defect = (parts) => ({
  ...parts,
  admit: (openConnections) => openConnections <= MOST_CONNECTIONS,
});
