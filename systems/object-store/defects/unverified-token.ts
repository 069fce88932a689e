/**
 * Defect: bearer tokens are decoded and not verified, so that anybody can write themselves one.
 */
import { decodeJwt } from 'jose';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'only who has credentials reaches files';

export const plant: Defect = (parts) => ({
  ...parts,
  async identify(headers, nowMs) {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) return parts.identify(headers, nowMs);
    return { kind: 'known', caller: { tenant: String(decodeJwt(token).tenant), roles: [] } };
  },
});
