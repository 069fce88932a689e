/** Conditional requests: RFC 9110 section 13 for reads, S3's If-Match and If-None-Match: * for changes. */
import type { ObjectEntry, Precondition } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import { parseHttpDate } from './http-date.ts';

export interface ReadConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

export function readConditions(headers: ReadonlyMap<string, string>, prefix = ''): ReadConditions {
  return {
    ifMatch: headers.get(`${prefix}if-match`),
    ifNoneMatch: headers.get(`${prefix}if-none-match`),
    ifModifiedSince: headers.get(`${prefix}if-modified-since`),
    ifUnmodifiedSince: headers.get(`${prefix}if-unmodified-since`),
  };
}

/** Whether to answer in full, with 304, or with 412. Times count whole seconds, as HTTP dates do. */
export function judgeRead(conditions: ReadConditions, entry: ObjectEntry): 'proceed' | 'not-modified' | 'failed' {
  const modifiedMs = Math.floor(entry.modifiedMs / 1000) * 1000;
  if (conditions.ifMatch !== undefined) {
    if (!namesStrongly(conditions.ifMatch, entry.etag)) return 'failed';
  } else if (modifiedMs > parseHttpDate(conditions.ifUnmodifiedSince)) {
    return 'failed';
  }
  if (conditions.ifNoneMatch !== undefined) {
    if (names(conditions.ifNoneMatch, entry.etag)) return 'not-modified';
  } else if (modifiedMs <= parseHttpDate(conditions.ifModifiedSince)) {
    return 'not-modified';
  }
  return 'proceed';
}

/** The precondition of a PUT or DELETE, evaluated later, inside the change itself. */
export function changePrecondition(headers: ReadonlyMap<string, string>): Precondition | undefined {
  const ifNoneMatch = headers.get('if-none-match');
  const ifMatch = headers.get('if-match');
  if (ifNoneMatch !== undefined && (ifMatch !== undefined || ifNoneMatch.trim() !== '*')) {
    throw new S3Error('NotImplemented', 'A change can be made conditional on If-Match, or on If-None-Match: *.');
  }
  if (ifNoneMatch !== undefined) return { kind: 'absent' };
  return ifMatch === undefined ? undefined : etagPrecondition(ifMatch);
}

/** The present object must have this entity tag, or just be there when it is `*`. */
export function etagPrecondition(etag: string): Precondition {
  // Compared strongly: a weak tag stays as it is, which no entity tag equals.
  return { kind: 'etag', etag: etag.trim().replace(/^"(.*)"$/, '$1') };
}

/** Whether a list of entity tags, or *, names this one. */
export function names(list: string, etag: string): boolean {
  return list.split(',').some((item) => item.trim() === '*' || unquoted(item) === etag);
}

/** The same by strong comparison (RFC 9110, 8.8.3.2): a weak tag names nothing, as `If-Match` and `If-Range` want it. */
export function namesStrongly(list: string, etag: string): boolean {
  return list.split(',').some((item) => !item.trim().startsWith('W/') && names(item, etag));
}

/** If-Range: the range counts only for the content that the client knows, by its entity tag or by its date, exactly. */
export function rangeStands(ifRange: string | undefined, etag: string, modifiedMs: number): boolean {
  if (ifRange === undefined || (ifRange.trim() !== '*' && namesStrongly(ifRange, etag))) return true;
  return parseHttpDate(ifRange) === Math.floor(modifiedMs / 1000) * 1000;
}

function unquoted(item: string): string {
  return item.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
}
