/**
 * The keys that conditions may name, and where each finds its values in a question. A key that is not here cannot be in a policy: what
 * would never match must not look as if it protected something. Keys are compared in lower case, tag names as they are.
 */
import { readTagHeader } from '../wire/tags.ts';
import type { AccessQuestion } from './question.ts';

type Lookup = (question: AccessQuestion) => string | undefined;

const LIST_ACTIONS: readonly string[] = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];

const header =
  (name: string): Lookup =>
  ({ request }) =>
    request.headers.get(name);

/** Only of lists: on a GET the same word in the query means nothing, and could be added by anybody. */
const listParameter =
  (name: string): Lookup =>
  ({ action, request }) =>
    LIST_ACTIONS.includes(action) ? request.query.get(name) : undefined;

const single: Readonly<Record<string, Lookup>> = {
  'aws:currenttime': ({ request }) => new Date(request.nowMs).toISOString(),
  'aws:epochtime': ({ request }) => String(Math.floor(request.nowMs / 1000)),
  'aws:principalaccount': ({ principal }) => principal?.tenant,
  'aws:principalarn': ({ principal }) =>
    principal === undefined ? undefined : `arn:aws:iam::${principal.tenant}:user/${principal.accessKeyId}`,
  'aws:referer': header('referer'),
  'aws:securetransport': ({ request }) => String(request.secure),
  'aws:sourceip': ({ request }) => request.sourceIp,
  'aws:useragent': header('user-agent'),
  's3:delimiter': listParameter('delimiter'),
  's3:max-keys': listParameter('max-keys'),
  's3:prefix': listParameter('prefix'),
  's3:versionid': ({ versionId }) => versionId,
  's3:x-amz-acl': header('x-amz-acl'),
  's3:x-amz-content-sha256': header('x-amz-content-sha256'),
  's3:x-amz-copy-source': header('x-amz-copy-source'),
  's3:x-amz-metadata-directive': header('x-amz-metadata-directive'),
  's3:x-amz-server-side-encryption': header('x-amz-server-side-encryption'),
  's3:x-amz-storage-class': header('x-amz-storage-class'),
};

const EXISTING_TAG = 's3:existingobjecttag/';
const REQUEST_TAG = 's3:requestobjecttag/';
const REQUEST_TAG_NAMES = 's3:requestobjecttagkeys';

export function isConditionKey(key: string): boolean {
  const lower = key.toLowerCase();
  const ofTag = [EXISTING_TAG, REQUEST_TAG].some((prefix) => lower.startsWith(prefix) && lower.length > prefix.length);
  return ofTag || Object.hasOwn(single, lower) || lower === REQUEST_TAG_NAMES;
}

/** Whether the key can have several values, so that a condition on it must say if all or any of them count. */
export function hasManyValues(key: string): boolean {
  return key.toLowerCase() === REQUEST_TAG_NAMES;
}

export function asksForTagsOfObject(key: string): boolean {
  return key.toLowerCase().startsWith(EXISTING_TAG);
}

/** The values that the question has for the key; none when it has none. */
export function valuesOf(key: string, question: AccessQuestion): readonly string[] {
  const lower = key.toLowerCase();
  if (lower === REQUEST_TAG_NAMES) return Object.keys(tagsOfRequest(question));
  const value = lower.startsWith(EXISTING_TAG)
    ? own(question.object?.tags ?? {}, key.slice(EXISTING_TAG.length))
    : lower.startsWith(REQUEST_TAG)
      ? own(tagsOfRequest(question), key.slice(REQUEST_TAG.length))
      : single[lower]?.(question);
  return value === undefined ? [] : [value];
}

function tagsOfRequest({ request }: AccessQuestion): Readonly<Record<string, string>> {
  return readTagHeader(request.headers.get('x-amz-tagging'));
}

function own(tags: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(tags, name) ? tags[name] : undefined;
}
