/**
 * Tags: what may be one, and how a header spells them. Lengths are counted in UTF-16 units, as S3 does; letters, digits, spaces
 * and `+ - = . _ : / @` are allowed, in any script.
 */
import type { Tags } from '../metadata/interface/objects.ts';
import { S3Error } from './errors.ts';
import { Query } from './uri.ts';

export const MOST_OBJECT_TAGS = 10;
export const MOST_BUCKET_TAGS = 50;

const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws InvalidTag, or BadRequest for too many. */
export function checkedTags(pairs: readonly (readonly [key: string, value: string])[], mostTags: number): Tags {
  if (pairs.length > mostTags) throw new S3Error('BadRequest', `There can be at most ${mostTags} tags.`);
  for (const [key, value] of pairs) {
    if (key === '' || key.length > LONGEST_KEY || !ALLOWED.test(key)) {
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid.');
    }
    if (value.length > LONGEST_VALUE || !ALLOWED.test(value)) {
      throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid.');
    }
    if (/^aws:/i.test(key)) throw new S3Error('InvalidTag', 'System tags cannot be added or updated by requester.');
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key.');
  }
  return tags;
}

/** The same tags as an `x-amz-tagging` header. */
export function tagHeader(tags: Tags): string {
  return Object.entries(tags)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
}

/** The `x-amz-tagging` header. Throws InvalidArgument, and what `checkedTags` throws. Example: `project=sea%20trial&stage=2`. */
export function readTagHeader(value: string | undefined): Tags {
  const pairs = pairsOf(value ?? '');
  const names = new Set(pairs?.map(([name]) => name));
  if (pairs !== undefined && names.size === pairs.length && !names.has('')) return checkedTags(pairs, MOST_OBJECT_TAGS);
  throw new S3Error(
    'InvalidArgument',
    "The header 'x-amz-tagging' has URL-encoded tags, none without a name or twice.",
  );
}

/** Undefined when it is not encoded as a query is. */
function pairsOf(value: string): Query['pairs'] | undefined {
  try {
    return new Query(value).pairs;
  } catch {
    return undefined;
  }
}
