/** Claims about data: judged on histories of single operations. */
import type { Journey } from '../journey.ts';
import { base, type ClaimBase, type ClaimOptions } from './base.ts';

/** Every acknowledged write is read back with its value after it was written and after the last fault. */
export interface NoLostWritesClaim extends ClaimBase {
  readonly kind: 'no-lost-writes';
  readonly journey: string;
}

export const historyClaims = {
  noLostWrites: (journey: Journey, options: ClaimOptions = {}): NoLostWritesClaim => ({
    kind: 'no-lost-writes',
    ...base(`no acknowledged write of ${journey.name} is lost`, 'data safety', options),
    journey: journey.name,
  }),
};
