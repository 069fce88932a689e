/**
 * Defect: the expiry of bearer tokens is not looked at; one that was stolen once is good for ever.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'only who has credentials reaches files';

export const plant: Defect = (parts) => ({ ...parts, identify: (headers) => parts.identify(headers, 0) });
