/**
 * Tags of objects and buckets: they stay with what they were given to, a new set takes the place of the old one, and what S3 calls no tag
 * is refused and changes nothing.
 */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf, sha256 } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { ownBucket, type S3Kit } from './part.ts';
import { codeOf, element, escaped, parseXml } from './xml.ts';

type Tags = Readonly<Record<string, string>>;

const GIVEN = { project: 'sea trial', stage: '2', empty: '' };
/** As a header spells them. */
const GIVEN_HEADER = 'project=sea%20trial&stage=2&empty=';
/** AWS answers InvalidTag, BadRequest or InvalidArgument, each with 400. */
const NO_TAG = 'what is no tag is refused with 400';
const OTHERS = { 'a/b': '@1' };

export function tags(kit: S3Kit): Part {
  const labelling = journey(
    'tags',
    async (t) => {
      const bucket = ownBucket(t, kit, 'tags');
      await bucket.create();
      const key = `tags/${t.unique('object')}`;
      if (!(await areOffered(bucket, key))) return;
      await stayWithTheirObject(t, bucket, key);
      await areRefused(t, bucket, key);
      await stayWithTheirBucket(t, bucket);
      await comeWithTheirBucket(t, ownBucket(t, kit, 'tagged'));
      await bucket.delete(key, { name: 'DELETE' });
    },
    { on: kit.system },
  );
  return {
    phases: [load('tags', labelling, { users: 1, iterations: kit.count(4), for: '30s' })],
    claims: [claim.checks(labelling, { id: 'tags stay with what they were given to, and what is no tag is refused' })],
  };
}

async function areOffered(bucket: Bucket, key: string): Promise<boolean> {
  await bucket.put(key, contentOf(key, 100), { name: 'PUT 100B' });
  const expect = [200, ...OR_NOT_OFFERED];
  return isOffered(await bucket.putDocument('tagging', tagging(OTHERS), { key, name: 'PUT first TAGS', expect }));
}

async function stayWithTheirObject(t: JourneyContext, bucket: Bucket, key: string): Promise<void> {
  const put = (headers: Record<string, string>) => bucket.put(key, contentOf(key, 100), { name: 'PUT 100B', headers });
  const are = async (what: string, expected: Tags): Promise<void> =>
    same(t, what, await bucket.request('GET', { key, query: { tagging: '' } }, { name: 'GET TAGS' }), expected);
  await put({ 'x-amz-tagging': GIVEN_HEADER });
  await are('tags come with an upload', GIVEN);
  const head = await bucket.head(key, { name: 'HEAD' });
  t.check('an object says how many tags it has', head.headers['x-amz-tagging-count'] === '3', head.why);
  await bucket.putDocument('tagging', tagging(OTHERS), { key, name: 'PUT TAGS' });
  await are('new tags take the place of the old ones', OTHERS);
  await put({});
  await are('a new object has no tags of the one before', {});
  await bucket.putDocument('tagging', tagging(GIVEN), { key, name: 'PUT TAGS' });
  await bucket.request('DELETE', { key, query: { tagging: '' } }, { name: 'DELETE TAGS' });
  await are('tags that were deleted are gone', {});
  await bucket.putDocument('tagging', tagging(GIVEN), { key, name: 'PUT TAGS' });
}

/** The object has the tags it was given last, before and after. */
async function areRefused(t: JourneyContext, bucket: Bucket, key: string): Promise<void> {
  const many = Array.from({ length: 11 }, (_, n) => `k${n}=v`).join('&');
  const wrong = [many, 'a=1&a=2', `${'k'.repeat(129)}=v`, `a=${'v'.repeat(257)}`, '=v', 'a=%3C', 'aws:a=b'];
  for (const header of wrong) {
    const extra = { name: 'PUT wrong tags', headers: { 'x-amz-tagging': header }, expect: 400 };
    const answer = await bucket.put(key, contentOf(`${key} of wrong tags`, 200), extra);
    t.check(NO_TAG, answer.status === 400, `${header.slice(0, 40)}: ${codeOf(answer)}`);
  }
  const answer = await bucket.putDocument('tagging', tagging({ '<': 'x' }), {
    key,
    name: 'PUT wrong tags',
    expect: 400,
  });
  t.check(NO_TAG, answer.status === 400, codeOf(answer));
  const got = await bucket.get(key, { name: 'GET 100B' });
  t.check('refused tags bring no object', got.body.equals(contentOf(key, 100).bytes), `${got.size} bytes`);
  const kept = await bucket.request('GET', { key, query: { tagging: '' } }, { name: 'GET TAGS' });
  same(t, 'refused tags leave those that are there', kept, GIVEN);
}

async function stayWithTheirBucket(t: JourneyContext, bucket: Bucket): Promise<void> {
  const get = (expect: number) =>
    bucket.request('GET', { query: { tagging: '' } }, { name: 'GET BUCKET TAGS', expect });
  await bucket.putDocument('tagging', tagging(GIVEN), { name: 'PUT BUCKET TAGS', expect: [200, 204] });
  same(t, 'a bucket has the tags it was given', await get(200), GIVEN);
  await bucket.request('DELETE', { query: { tagging: '' } }, { name: 'DELETE BUCKET TAGS' });
  const gone = await get(404);
  t.check('a bucket without tags is NoSuchTagSet', codeOf(gone) === 'NoSuchTagSet', codeOf(gone));
}

/** A bucket that is made with tags has them; a store that cannot do that makes none. */
async function comeWithTheirBucket(t: JourneyContext, bucket: Bucket): Promise<void> {
  const bytes = Buffer.from(element('CreateBucketConfiguration', element('Tags', ...tagsXml(GIVEN))));
  const asked = { body: { bytes, sha256: sha256(bytes) } };
  const made = await bucket.request('PUT', asked, {
    name: 'CREATE BUCKET with tags',
    expect: [200, ...OR_NOT_OFFERED],
  });
  if (made.status !== 200) return;
  const extra = { name: 'GET BUCKET TAGS', expect: [200, 404] };
  same(t, 'tags come with a bucket', await bucket.request('GET', { query: { tagging: '' } }, extra), GIVEN);
  await bucket.request('DELETE', {}, { name: 'DELETE BUCKET' });
}

function same(t: JourneyContext, what: string, answer: HttpResponse, expected: Tags): void {
  const set: readonly { Key: string; Value: string }[] = parseXml(answer.text())?.Tagging?.TagSet?.Tag ?? [];
  const shown = sorted(Object.fromEntries(set.map(({ Key, Value }) => [Key, Value])));
  t.check(what, answer.status === 200 && shown === sorted(expected), `${answer.status}, ${shown}`);
}

function sorted(set: Tags): string {
  return JSON.stringify(Object.entries(set).sort());
}

function tagging(set: Tags): string {
  return element('Tagging', element('TagSet', ...tagsXml(set)));
}

function tagsXml(set: Tags): string[] {
  return Object.entries(set).map(([key, value]) =>
    element('Tag', element('Key', escaped(key)), element('Value', value)),
  );
}
