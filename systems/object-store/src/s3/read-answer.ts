/** What GET and HEAD have in common: answers that a condition settles, which bytes are asked for, and the headers that go with them. */
import type { OutgoingHttpHeaders } from 'node:http';
import { replyEmpty } from '@seatrial/service-http';
import { expirationHeader } from '../lifecycle/rules.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import { checksumHeaders, partChecksumHeaders } from './checksum-answer.ts';
import { judgeRead, readConditions } from './conditions.ts';
import { sentHeaders } from './object-headers.ts';
import { readSelection, type Selection } from './selection.ts';
import { namedVersion } from './versions.ts';

/** True when 304 has been sent. Throws PreconditionFailed. */
export function answeredByCondition(call: Call, bucket: Bucket, entry: ObjectEntry): boolean {
  const judgement = judgeRead(readConditions(call.headers), entry);
  if (judgement === 'failed') throw new S3Error('PreconditionFailed');
  if (judgement === 'not-modified') replyEmpty(call.response, 304, sentHeaders(bucket, entry));
  return judgement === 'not-modified';
}

/** The bytes that are asked for, with all headers of the answer. Throws what `readSelection` throws. */
export function describeAnswer(call: Call, bucket: Bucket, entry: ObjectEntry): Selection {
  const selection = readSelection(call, entry);
  const wanted = call.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const { sizeBytes } = entry.content;
  const expires = namedVersion(call) === undefined ? expirationHeader(bucket, { ...entry, sizeBytes }) : {};
  const headers = {
    ...sentHeaders(bucket, entry),
    ...(wanted ? checksumOf(entry, selection) : {}),
    ...overriddenHeaders(call),
    ...selection.headers,
    ...expires,
  };
  return { ...selection, headers };
}

/** Of what is sent: the object, or one of the parts it was uploaded in. A range has none. */
function checksumOf(entry: ObjectEntry, { status, partNumber }: Selection): OutgoingHttpHeaders {
  const { checksum, partSizes, partChecksums } = entry;
  const isWhole = partNumber === undefined ? status === 200 : partSizes === undefined;
  if (isWhole) return checksumHeaders(checksum);
  const value = partNumber === undefined ? undefined : partChecksums?.[partNumber - 1];
  if (checksum === undefined || value === undefined) return {};
  return { ...checksumHeaders(checksum), ...partChecksumHeaders({ ...checksum, value }) };
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
