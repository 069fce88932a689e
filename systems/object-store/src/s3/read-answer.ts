/** What GET and HEAD have in common: answers that a condition settles, which bytes are asked for, and the headers that go with them. */
import type { OutgoingHttpHeaders } from 'node:http';
import { replyEmpty } from '@seatrial/service-http';
import { expirationHeader } from '../lifecycle/rules.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import { judgeRead, readConditions } from './conditions.ts';
import { sentHeaders } from './object-headers.ts';
import { readSelection, type Selection } from './selection.ts';
import { namedVersion } from './versions.ts';

/** True when 304 has been sent. Throws PreconditionFailed. */
export function answeredByCondition(call: Call, bucket: Bucket, entry: ObjectEntry): boolean {
  const judgement = judgeRead(readConditions(call.headers), entry);
  if (judgement === 'failed') throw new S3Error('PreconditionFailed');
  if (judgement === 'not-modified') replyEmpty(call.response, 304, sentHeaders(bucket, entry, false));
  return judgement === 'not-modified';
}

/** The bytes that are asked for, with all headers of the answer. Throws what `readSelection` throws. */
export function describeAnswer(call: Call, bucket: Bucket, entry: ObjectEntry): Selection {
  const selection = readSelection(call, entry);
  const whole = selection.status === 200 && selection.end - selection.start === entry.content.sizeBytes;
  const withChecksum = whole && call.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const { sizeBytes } = entry.content;
  const expires = namedVersion(call) === undefined ? expirationHeader(bucket, { ...entry, sizeBytes }) : {};
  const headers = {
    ...sentHeaders(bucket, entry, withChecksum),
    ...overriddenHeaders(call),
    ...selection.headers,
    ...expires,
  };
  return { ...selection, headers };
}

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/**
 * `?response-content-type=text/plain` and its like. Throws InvalidArgument when a value cannot be a header, and InvalidRequest when nobody
 * signed: a link by a stranger must not make a page of what the owner published as a text.
 */
function overriddenHeaders(call: Call): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const name of OVERRIDES) {
    const value = call.query.get(`response-${name}`);
    if (value === undefined) continue;
    if (call.principal === undefined) {
      throw new S3Error(
        'InvalidRequest',
        'Request specific response headers cannot be used for anonymous GET requests.',
      );
    }
    if (/[^\t\x20-\x7e\xa0-\xff]/.test(value))
      throw new S3Error('InvalidArgument', `response-${name} cannot be a header.`);
    headers[name] = value;
  }
  return headers;
}
