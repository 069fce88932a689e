/**
 * Tags: what a journey says of a request beyond its name, such as `{ kind: 'small' }`, and how they are written and
 * selected. A tag's value is text from here on; `4096` and `'4096'` are the same.
 */
import { shown } from './shown.ts';

export type TagValue = string | number;

/** As a journey or a claim writes them. */
export type Tags = Readonly<Record<string, TagValue>>;

/** As evidence keeps them: every value as text. */
export type TagTexts = Readonly<Record<string, string>>;

/** In one set. */
const MOST_TAGS = 10;
const LONGEST_VALUE = 100;
const NAME = /^[A-Za-z_][\w.-]{0,49}$/;

/** What is wrong with a set of tags and how to write it; null when nothing is. */
export function tagMistake(tags: unknown): { problem: string; hint: string } | null {
  const hint = "write names of letters, digits, '_', '-' and '.' with a text or a number each: { kind: 'small' }";
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags))
    return { problem: `${textOfTag(tags)} is not a set of tags`, hint };
  const entries = Object.entries(tags);
  if (entries.length === 0) return { problem: 'the set of tags is empty', hint: `${hint}; or leave it out` };
  if (entries.length > MOST_TAGS)
    return { problem: `${entries.length} tags are too many`, hint: `one set has at most ${MOST_TAGS}` };
  for (const [name, value] of entries) {
    if (!NAME.test(name)) return { problem: `'${name}' cannot name a tag`, hint };
    if (typeof value === 'number' ? !Number.isFinite(value) : !isValue(value))
      return { problem: `${textOfTag(value)} cannot be the value of tag '${name}'`, hint: VALUES };
  }
  return null;
}

const VALUES = `write a number, or 1 to ${LONGEST_VALUE} characters on one line; what differs each time is no tag`;

/** As JSON writes it, where it can. */
function textOfTag(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === undefined ? 'nothing' : shown(value);
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_VALUE && !/\p{Cc}/u.test(value);
}

/** Every value as text, the names in order, so that equal sets are written alike. */
export function tagTexts(tags: Tags): TagTexts {
  return Object.fromEntries(
    Object.entries(tags)
      .map(([name, value]) => [name, String(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** k6's way to write a selection: `{kind:small,size:4096}`. */
export function tagLabel(tags: Tags): string {
  const parts = Object.entries(tagTexts(tags)).map(([name, value]) => `${name}:${value}`);
  return `{${parts.join(',')}}`;
}

/** Whether a set has every tag that is asked for. */
export function hasTags(tags: TagTexts, wanted: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === String(value));
}
