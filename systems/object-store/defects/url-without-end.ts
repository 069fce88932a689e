/** Defect: a presigned URL is verified as if it were used at the moment it was signed, so it never expires. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'presigned URLs are good for what they were signed for, and no longer';

export const plant: Defect = (parts) => ({
  ...parts,
  authenticate(head, nowMs) {
    const amzDate = head.query.get('X-Amz-Date') ?? '';
    const signedMs = Date.parse(amzDate.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    return parts.authenticate(head, Number.isNaN(signedMs) ? nowMs : signedMs);
  },
});
