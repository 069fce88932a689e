/**
 * Claims as the header of a run holds them, perhaps written by another version. What this version does not understand whole it
 * does not judge: a field that it does not know may be what the claim is about.
 */
import { isPlain } from '../options.ts';
import { Problems } from '../problems.ts';
import { checkText, everyOne } from '../shapes.ts';
import { CATEGORIES, type Category } from './base.ts';
import { checkShare } from './check.ts';
import type { Claim } from './claim.ts';
import { checkNames, checkValues, isClaimKind } from './fields.ts';

/** A claim that cannot be read: what it is called and counts for, as far as that can be told, and why. */
export interface UnreadClaim {
  readonly id: string;
  readonly kind: string;
  readonly category: Category;
  readonly weight: number;
  readonly unread: string;
}

export type ReadClaim = Claim | UnreadClaim;

/** In their order; null where the header holds no list of claims. */
export function readClaims(claims: unknown): ReadClaim[] | null {
  return Array.isArray(claims) ? claims.map((claim, index) => readClaim(claim, `claims[${index}]`)) : null;
}

function readClaim(claim: unknown, path: string): ReadClaim {
  const given = isPlain(claim) ? claim : {};
  const unread = whyUnread(given);
  if (unread === null) return given as unknown as Claim;
  const { id, kind, category, weight } = given;
  return {
    id: typeof id === 'string' ? id : path,
    kind: typeof kind === 'string' ? kind : 'unknown',
    category: CATEGORIES.find((known) => known === category) ?? 'function',
    weight: typeof weight === 'number' && weight > 0 ? weight : 1,
    unread,
  };
}

function whyUnread(claim: Readonly<Record<string, unknown>>): string | null {
  const { kind } = claim;
  if (!isClaimKind(kind))
    return `this version of Seatrial has no judge for ${typeof kind === 'string' ? `claims of kind '${kind}'` : 'what is no claim'}`;
  const problems = new Problems();
  if (checkNames('', claim, problems)) {
    const { weight, category } = claim;
    checkShare('', { weight, category }, problems);
    checkText('.id', claim.id, 'an id', problems);
    everyOne('.during', claim.during, problems, (at, name) => checkText(at, name, 'the name of a phase', problems));
    checkValues('', { ...claim, kind }, problems);
  }
  const [first] = problems.list;
  if (first === undefined) return null;
  const where = first.path === '' ? '' : `${first.path.slice(1)}: `;
  return `this version of Seatrial cannot read the claim: ${where}${first.problem}`;
}
