/** Defect: an upload form is taken to be of whom it says it is of; its signature is not compared. */
import type { Defect } from '../src/parts.ts';
import { S3Error } from '../src/wire/errors.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'upload forms are good for what they were signed for, and no longer';

export const plant: Defect = (parts, { options }) => ({
  ...parts,
  authenticateForm(fields, nowMs) {
    try {
      return parts.authenticateForm(fields, nowMs);
    } catch (error) {
      if (!(error instanceof S3Error) || error.code !== 'SignatureDoesNotMatch') throw error;
      return options.credentials.accessKeys.get(fields.get('x-amz-credential')?.split('/')[0] ?? '');
    }
  },
});
