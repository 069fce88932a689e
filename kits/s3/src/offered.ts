/**
 * Whether a store has a feature at all. A store that says honestly that it has not is not insecure and breaks no promise of
 * S3: nothing more is asked of it, no check runs, and the claims about that feature are unproven.
 */
import type { HttpResponse } from 'seatrial';
import { codeOf } from './xml.ts';

/** Add these to `expect` where a feature is asked for first. ACLs are off by default on AWS since 2023, which answers 400. */
export const OR_NOT_OFFERED = [400, 405, 501] as const;

const CODES: ReadonlySet<string> = new Set(['NotImplemented', 'MethodNotAllowed', 'AccessControlListNotSupported']);

/** False when the answer says that the store does not have what it was asked for. */
export function isOffered(answer: Pick<HttpResponse, 'status' | 'text'>): boolean {
  return answer.status !== 501 && !CODES.has(codeOf(answer));
}
