/**
 * What a request stands for beyond its step: an operation of the history (`access-meaning.ts`: an access between tenants). It
 * judges no answer; it only says what an answer proves of what was done. Where that is not certain, the word is `unknown`.
 */

import { inspect } from 'node:util';
import type { Operation, Outcome } from '../../../../evidence/records.ts';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';
import { sha256 } from '../../../../std/digest.ts';
import type { Details, OpenOperation } from '../../../history/history.ts';
import type { Trail } from '../../../http/redirects.ts';
import type { Exchange } from '../../../http/wire/exchange.ts';
import { whyEmpty } from './empty-answer.ts';

/** Bytes; a longer answer costs too much to digest. */
const MOST_DIGESTED = 256 * 1024;
const DIGITS = 16;

/** Opens the operation that a request stands for; null when it stands for none. */
export function openOperation(
  desk: { begin(op: Operation['op'], key: string, value: string | null, origin?: string): OpenOperation },
  { writes, reads, deletes }: RequestOptions,
  origin?: string,
): OpenOperation | null {
  if (writes !== undefined) {
    return typeof writes === 'string'
      ? desk.begin('write', writes, null, origin)
      : desk.begin('write', writes.key, writes.value ?? null, origin);
  }
  if (reads !== undefined) return desk.begin('read', typeof reads === 'string' ? reads : reads.key, null, origin);
  return deletes === undefined ? null : desk.begin('delete', keyOf(deletes), null, origin);
}

export function closeOperation(
  operation: OpenOperation,
  response: HttpResponse,
  { bytesSent, openEnded = false }: Pick<Exchange, 'bytesSent' | 'openEnded'>,
  options: RequestOptions,
  trail: Trail | null = null,
  method = '',
): void {
  const { writes, reads, deletes, expect } = options;
  const { status } = response;
  if (trail !== null && !trail.isSameRequest) {
    endElsewhere(operation, writes ?? deletes, response, trail);
    return;
  }
  const done = isDone(status, expect);
  const said = done ? '' : (whyNotDone(status) ?? response.why);
  const why = said === '' ? {} : { why: said };
  if (reads !== undefined) {
    if (status === 404 || status === 410) operation.end('ok', { value: null });
    else if (!done) operation.end('unknown', why);
    else if (typeof reads === 'string')
      operation.end(...presence(reads, response, whyEmpty(method, response, options)));
    else operation.end(...readValue(reads.value, response, openEnded));
  } else if (done) endAsTold(operation, writes ?? deletes, response);
  else operation.end(outcomeOfFailure(status, bytesSent), { ...why, ...statusOfSuccess(status) });
}

/**
 * The answer is one to another request than that which was to do something or to read it: a page after a form, or a login. Only
 * the plan's own word makes more of it.
 */
function endElsewhere(
  operation: OpenOperation,
  change: RequestOptions['writes' | 'deletes'],
  response: HttpResponse,
  { to }: Trail,
): void {
  const { status } = response;
  if (typeof change === 'object' && change.acknowledged !== undefined && isDone(status, undefined))
    endAsTold(operation, change, response);
  else {
    const instead = change === undefined ? 'read it where it is' : 'expect the redirect, or give `acknowledged`';
    const why = `it was redirected to ${to}, whose answer, status ${status}, is one to another request`;
    const told = change === undefined ? {} : statusOfSuccess(status);
    operation.end('unknown', { why: `${why}; do not follow it: ${instead}`, ...told });
  }
}

function keyOf(named: string | { key: string }): string {
  return typeof named === 'string' ? named : named.key;
}

/**
 * The plan's own word on an answer whose status says success. When it says no, whether it was done is not known: an error
 * may be told after something was stored.
 */
function endAsTold(
  operation: OpenOperation,
  change: RequestOptions['writes' | 'deletes'],
  response: HttpResponse,
): void {
  const acknowledged = typeof change === 'object' ? change.acknowledged : undefined;
  let told: unknown = true;
  let threw = '';
  try {
    if (acknowledged !== undefined) told = acknowledged(response);
  } catch (error) {
    told = false;
    threw = `, which threw ${error}`;
  }
  if (told === true) operation.end('ok');
  else if (told === false)
    operation.end('unknown', { why: `the answer acknowledges nothing by \`acknowledged\`${threw}` });
  else {
    const why = `\`acknowledged\` returned ${told instanceof Promise ? 'a promise' : inspect(told, { depth: 0 })}: return true or false`;
    operation.end('unknown', { why });
    throw new PlanMistakeError(why);
  }
}

/** An answer that holds nothing shows neither presence nor absence. */
function presence(key: string, { body }: HttpResponse, why: string | null): [Outcome, Details] {
  if (why !== null) return ['unknown', { why }];
  const tells = body.length > 0 && body.length <= MOST_DIGESTED;
  return ['ok', { value: key, presenceOnly: true, ...(tells && { answer: sha256(body).slice(0, DIGITS) }) }];
}

/** An answer that does not say what was read proves nothing: it is neither a value nor absence. */
function readValue(
  take: (response: HttpResponse) => string,
  response: HttpResponse,
  openEnded: boolean,
): [Outcome, Details] {
  try {
    const value: unknown = take(response);
    if (typeof value === 'string') return ['ok', openEnded ? { value, openEnded } : { value }];
    return ['unknown', { why: `the answer names no value: \`reads\` took ${value} from it` }];
  } catch (error) {
    return ['unknown', { why: `the answer names no value: ${error}` }];
  }
}

/** What counts as no failure and acknowledges nothing is told by its status. */
function statusOfSuccess(status: number): { status?: number } {
  return status >= 200 && status < 400 ? { status } : {};
}

/** Answers of success that do not say that it was done: it is yet to be done (202), or the body says what was (207). */
export const NOT_YET: readonly number[] = [202, 207];

/**
 * A redirect is no acknowledgement: it may follow what was done (303 after a form), or send somebody away who has yet to
 * log in, or ask for it elsewhere (307). Neither are 202 and 207. Only who wrote the journey knows, and says so by
 * expecting that status.
 */
function isDone(status: number, expect: RequestOptions['expect']): boolean {
  if (status >= 200 && status < 300 && !NOT_YET.includes(status)) return true;
  if (status < 200 || status >= 400) return false;
  return typeof expect === 'number' ? expect === status : expect?.includes(status) === true;
}

/** Why a status that looks like success is none; null where it does not look so. */
function whyNotDone(status: number): string | null {
  const hint = 'where it means that it was done, expect it';
  if (NOT_YET.includes(status)) return `status ${status} does not say that it was done; ${hint}`;
  return status >= 300 && status < 400 ? `status ${status} leads elsewhere; ${hint}` : null;
}

/**
 * A 4xx is a refusal, and what was never sent did not happen; anything else that is no success may have. So may what was
 * answered 408: the server (or a proxy before it) tired of waiting, and does not say for what.
 */
function outcomeOfFailure(status: number, bytesSent: number): Outcome {
  return (status >= 400 && status < 500 && status !== 408) || bytesSent === 0 ? 'failed' : 'unknown';
}
