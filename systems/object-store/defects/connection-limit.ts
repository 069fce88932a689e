/**
 * Defect, the seed's "connection limit ~10": every connection above the tenth is told 503.
 * Must be caught by: the error rate under concurrency.
 */
import type { Defect } from '../src/parts.ts';

const mostConnections = 10;

export const plant: Defect = (parts) => ({
  ...parts,
  admit: (openConnections) => openConnections <= mostConnections,
});
