/**
 * Defect, seed flaw M1: checksums of uploads are computed and not compared; whatever Content-MD5 or x-amz-checksum says is accepted.
 * Must be caught by: an upload that does not match its checksum is refused.
 */
import type { Defect } from '../src/parts.ts';

export const plant: Defect = (parts) => ({
  ...parts,
  sameDigest: (promised, computed) => promised.length === computed.length,
});
