/**
 * What a request stands for as an access between tenants. A status of success lets nobody in by itself: a filtered list that is
 * empty, and an answer that tells of errors (as GraphQL does with 200), give a stranger nothing that is known to be another's.
 */
import type { Access } from '../../../../evidence/records.ts';
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';
import { sha256 } from '../../../../std/digest.ts';
import type { Trail } from '../../../http/redirects.ts';
import { whyNothing } from './empty-answer.ts';

type Attempt = NonNullable<RequestOptions['access']>;

/** A shorter body tells nothing; a longer one costs too much to digest. */
const DIGESTED_BYTES = { least: 12, most: 256 * 1024 };
/** A shorter body may be a state, which two tenants have in turn. */
const STATE_BYTES = 64;
const DIGITS = 16;
/** A shorter name stands in texts by chance. */
const NAME_LENGTH = 3;

/** What was asked. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly target: string;
}

/** The attempt, and what it showed: of an owner at its own, what it was given as well. */
export function accessOf(
  attempt: Attempt,
  response: HttpResponse,
  trail: Trail | null,
  asked: Asked,
): Omit<Access, 'kind' | 'phase' | 'journey'> {
  const isOwn = attempt.actor === attempt.owner;
  const result = accessResult(attempt, response, trail, asked.method);
  const given = isOwn && result.result === 'allowed' ? givenTo(attempt.owner, response) : {};
  return { ...attempt, ...result, ...pathOf(asked, response.status, result), ...given };
}

/** Who was sent elsewhere, to a login perhaps, got something else than what was asked for. */
function accessResult(
  { actor, owner }: Attempt,
  response: HttpResponse,
  trail: Trail | null,
  method: string,
): Pick<Access, 'result' | 'why'> {
  const { status, why } = response;
  if (isDenial(status)) return { result: 'denied', why: `status ${status}` };
  if (status < 200 || status >= 300) return { result: 'unknown', why: why || `status ${status}` };
  if (trail !== null)
    return { result: 'unknown', why: `it was redirected to ${trail.to}, which answered with status ${status}` };
  const nothing = actor === owner ? null : whyNothing(method, response);
  if (nothing !== null) return { result: 'unknown', why: nothing };
  return { result: 'allowed', why: `status ${status}` };
}

export function isDenial(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

/**
 * The beginning of the SHA-256 of the path. Of a denial only where it is a 404 to a read: what creates something leads where
 * nothing is yet, and another denial says that there is a door.
 */
function pathOf({ method, target }: Asked, status: number, { result }: Pick<Access, 'result'>): { path?: string } {
  const isMiss = status === 404 && (method === 'GET' || method === 'HEAD');
  if (result !== 'allowed' && !isMiss) return {};
  return { path: sha256(target.replace(/[?#].*/s, '')).slice(0, DIGITS) };
}

function givenTo(owner: string, response: HttpResponse): Pick<Access, 'body' | 'namesOwner' | 'isShort'> {
  const { body } = response;
  if (body.length < DIGESTED_BYTES.least || body.length > DIGESTED_BYTES.most) return {};
  const names = owner.length >= NAME_LENGTH && isNamedIn(response.text(), owner);
  return {
    body: sha256(body).slice(0, DIGITS),
    ...(names ? { namesOwner: true as const } : body.length < STATE_BYTES ? { isShort: true as const } : {}),
  };
}

/** As a word of its own: `ann` is not in `annual`. */
function isNamedIn(text: string, name: string): boolean {
  const isLetter = (at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? '');
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isLetter(at - 1) && !isLetter(at + name.length)) return true;
  return false;
}
