/**
 * Defect, seed flaw M1: checksums of uploads are computed and not compared; whatever Content-MD5 or x-amz-checksum says is accepted.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'checks of integrity: an upload that does not match its checksum is refused';

export const plant: Defect = (parts) => ({
  ...parts,
  sameDigest: (promised, computed) => promised.length === computed.length,
});
