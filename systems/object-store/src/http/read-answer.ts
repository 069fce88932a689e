/** What GET and HEAD have in common: answers that a condition settles, and headers that the query overrides. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { ObjectEntry } from '../metadata/metadata.ts';
import { S3Error } from '../s3/errors.ts';
import type { Call } from './call.ts';
import { judgeRead, readConditions } from './conditions.ts';
import { sentHeaders } from './object-headers.ts';
import { replyEmpty } from './reply.ts';

/** True when 304 has been sent. Throws PreconditionFailed. */
export function answeredByCondition(call: Call, entry: ObjectEntry): boolean {
  const judgement = judgeRead(readConditions(call.headers), entry);
  if (judgement === 'failed') throw new S3Error('PreconditionFailed');
  if (judgement === 'not-modified') replyEmpty(call.response, 304, sentHeaders(entry, false));
  return judgement === 'not-modified';
}

const overrides = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `?response-content-type=text/plain` and its like. Throws InvalidArgument when a value cannot be a header. */
export function overriddenHeaders(call: Call): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const name of overrides) {
    const value = call.query.get(`response-${name}`);
    if (value === undefined) continue;
    if (/[^\t\x20-\x7e]/.test(value)) throw new S3Error('InvalidArgument', `response-${name} cannot be a header.`);
    headers[name] = value;
  }
  return headers;
}
