/** The options of requests, each with what it must be. */

import { wrongValue } from '../../../../plan/mistake.ts';
import type { FormPart, RequestOptions, StreamedBody } from '../../../../plan/protocols/http.ts';
import { isFormData } from '../../../http/fetch-body.ts';
import {
  anything,
  type Check,
  callable,
  duration,
  flag,
  keepable,
  listOf,
  type OptionChecks,
  oneOrMore,
  options,
  record,
  someOf,
  stepNamed,
  text,
  wholeNumber,
  writable,
} from '../../options.ts';

const INTO = ['sha256', 'md5', 'nothing'];

const STREAMED: OptionChecks<StreamedBody> = { stream: callable, size: wholeNumber };
const streamed = options(STREAMED, ['stream']);

const bytes: Check = (what, value) => {
  if (typeof value !== 'string' && !(value instanceof Uint8Array))
    throw wrongValue(what, value, 'text or bytes', 'give a string or a Uint8Array');
};

/** What other clients take for a body, and how it is written here. */
const body: Check = (what, value) => {
  if (typeof value === 'string' || value instanceof Uint8Array || value instanceof ArrayBuffer) return;
  if (value instanceof URLSearchParams || isFormData(value)) return;
  if (typeof value === 'object' && value !== null && 'stream' in value && typeof value.stream === 'function') {
    if (!(value instanceof Blob)) streamed(what, { ...value });
    else throw wrongValue(what, value, 'a body', 'give its bytes: await blob.bytes()');
    return;
  }
  const hint = ArrayBuffer.isView(value)
    ? 'give new Uint8Array(...) of it'
    : 'give text, a Uint8Array, or { stream, size? }; for JSON give json';
  throw wrongValue(what, value, 'a body', hint);
};

/** JSON of these says nothing of what is in them. */
const json: Check = (what, value) => {
  if (value instanceof Map || value instanceof Set || value instanceof Promise || typeof value === 'function')
    throw wrongValue(what, value, 'JSON', 'give plain data, such as Object.fromEntries(map)');
};

const into: Check = (what, value) => {
  if (!INTO.includes(value as string)) throw wrongValue(what, value, 'a way to take a body', `write one of ${INTO}`);
};

const status: Check = (what, value) => {
  if (!Number.isInteger(value) || (value as number) < 100 || (value as number) > 999)
    throw wrongValue(what, value, 'a status', 'write such as 201, or [200, 404]');
};

const PART: OptionChecks<FormPart> = { name: text, filename: text, contentType: text, body: bytes };
const WRITES: OptionChecks<Exclude<RequestOptions['writes'], string | undefined>> = {
  key: text,
  value: keepable,
  acknowledged: callable,
};
const DELETES: OptionChecks<Exclude<RequestOptions['deletes'], string | undefined>> = {
  key: text,
  acknowledged: callable,
};
const READS: OptionChecks<Exclude<RequestOptions['reads'], string | undefined>> = { key: text, value: callable };
const ACCESS: OptionChecks<NonNullable<RequestOptions['access']>> = {
  actor: text,
  owner: text,
  action: text,
  resource: text,
};

/** A key by itself, or with what goes with it. */
function keyOr(check: Check): Check {
  return (what, value) => (typeof value === 'object' && value !== null ? check(what, value) : text(what, value));
}

/** `null` leaves out what is sent by default. */
const header: Check = (what, value) => {
  if (value !== null) writable(what, value);
};

export const REQUEST: OptionChecks<RequestOptions> = {
  headers: record(header),
  body,
  json,
  form: record(someOf(writable)),
  multipart: listOf(options(PART, ['name', 'body'])),
  query: record(writable),
  timeout: duration,
  redirects: wholeNumber,
  compressed: flag,
  newConnection: flag,
  into,
  name: stepNamed,
  tags: anything, // looked at where sets of tags are told apart, once each
  expect: oneOrMore(status),
  writes: keyOr(options(WRITES, ['key'])),
  reads: keyOr(options(READS, ['key', 'value'])),
  deletes: keyOr(options(DELETES, ['key'])),
  access: options(ACCESS, ['actor', 'owner', 'action', 'resource']),
};
