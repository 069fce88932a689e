/**
 * What a request stands for beyond its step: an operation of the history, or an access between tenants. It judges no
 * answer; it only says what an answer proves of what was done. Where that is not certain, the word is `unknown`.
 */
import type { Access, Operation, Outcome } from '../../evidence/records.ts';
import type { HttpResponse, RequestOptions } from '../../plan/http.ts';
import type { OpenOperation } from './history.ts';

/** Opens the operation that a request stands for; null when it stands for none. */
export function openOperation(
  desk: { begin(f: Operation['f'], key: string, value: string | null): OpenOperation },
  { writes, reads, deletes }: RequestOptions,
): OpenOperation | null {
  if (writes !== undefined) {
    const { key, value } = typeof writes === 'string' ? { key: writes, value: writes } : writes;
    return desk.begin('write', key, value);
  }
  if (reads !== undefined) return desk.begin('read', typeof reads === 'string' ? reads : reads.key, null);
  return deletes === undefined ? null : desk.begin('delete', deletes, null);
}

export function closeOperation(
  operation: OpenOperation,
  response: HttpResponse,
  bytesSent: number,
  { reads, expect }: RequestOptions,
): void {
  const { status } = response;
  const done = isDone(status, expect);
  const elsewhere = !done && status >= 300 && status < 400;
  const said = elsewhere
    ? `status ${status} leads elsewhere; where it means that it was done, expect it`
    : response.why;
  const why = said === '' ? {} : { why: said };
  if (reads === undefined) operation.end(done ? 'ok' : outcomeOfFailure(status, bytesSent), why);
  else if (status === 404 || status === 410) operation.end('ok', { value: null });
  else if (!done) operation.end('unknown', why);
  else if (typeof reads === 'string') operation.end('ok', { value: reads });
  else operation.end(...readValue(reads.value, response));
}

/** An answer that does not say what was read proves nothing: it is neither a value nor absence. */
function readValue(
  take: (response: HttpResponse) => string,
  response: HttpResponse,
): [Outcome, { value?: string; why?: string }] {
  try {
    const value: unknown = take(response);
    if (typeof value === 'string') return ['ok', { value }];
    return ['unknown', { why: `the answer names no value: \`reads\` took ${value} from it` }];
  } catch (error) {
    return ['unknown', { why: `the answer names no value: ${error}` }];
  }
}

/**
 * A redirect is no acknowledgement: it may follow what was done (303 after a form), or send somebody away who has yet to
 * log in, or ask for it elsewhere (307). Only who wrote the journey knows, and says so by expecting that status.
 */
function isDone(status: number, expect: RequestOptions['expect']): boolean {
  if (status < 300) return status >= 200;
  return status < 400 && (typeof expect === 'number' ? expect === status : expect?.includes(status) === true);
}

/**
 * A 4xx is a refusal, and what was never sent did not happen; anything else that is no success may have. So may what was
 * answered 408: the server (or a proxy before it) tired of waiting, and does not say for what.
 */
function outcomeOfFailure(status: number, bytesSent: number): Outcome {
  return (status >= 400 && status < 500 && status !== 408) || bytesSent === 0 ? 'failed' : 'unknown';
}

export function accessResult({ status, why }: HttpResponse): Pick<Access, 'result' | 'why'> {
  if (status >= 200 && status < 300) return { result: 'allowed', why: `status ${status}` };
  if (isDenial(status)) return { result: 'denied', why: `status ${status}` };
  return { result: 'unknown', why: why || `status ${status}` };
}

export function isDenial(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}
