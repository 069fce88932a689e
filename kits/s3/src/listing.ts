/**
 * Lists of many keys: complete, each key once, in the order of their UTF-8 bytes, by every size of page; and rolled up by a delimiter.
 * The keys are written first and known from their number, so what a list must show is not taken from another list; in the end they are
 * deleted in batches, and are in no list any more.
 */
import { claim, type DurationText, type JourneyContext, journey, load, type Part } from 'seatrial';
import { type Bucket, type Page, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import { bucketOfFirst, type S3Kit } from './part.ts';

const FOLDERS = ['a', 'b-', 'b/c', 'ä', '日本', '🚢', '~'];
const PREFIX = 'listing/';
/** Small pages walk one folder, or there would be too many of them. */
const SMALL = [1, 2, 3, 7, 10];
const LARGE = [100, 333, 999, 1000];
/** As many as one request may delete. */
const BATCH = 1000;
/** Slower than this, and a minute more, is given up. */
const LEAST_KEYS_PER_SECOND = 50;

export interface ListingOptions {
  readonly keys: number;
  /** The store's own promise about a page of 1,000 keys; S3 makes none. */
  readonly p99?: DurationText;
}

export function listing(kit: S3Kit, { keys, p99 }: ListingOptions): Part {
  const expected = inOrder(Array.from({ length: keys }, (_, n) => keyOf(n)));
  const filling = journey(
    'listing: fill',
    async (t) => {
      const key = keyOf((t.user.index - 1) * each + t.user.iteration);
      const put = await bucketOfFirst(t, kit).put(key, contentOf(key, 16), { name: 'PUT 16B' });
      t.check('a key to be listed is stored', put.status === 200, put.why);
    },
    { on: kit.system },
  );
  const users = 10;
  const each = Math.ceil(keys / users);
  const walking = journey(
    'listing',
    async (t) => {
      const bucket = bucketOfFirst(t, kit);
      for (const pageSize of SMALL)
        await isComplete(t, bucket, `${PREFIX}${t.random.pick(FOLDERS)}/`, pageSize, expected);
      for (const pageSize of LARGE) await isComplete(t, bucket, PREFIX, pageSize, expected);
      for (const pageSize of [2, 1000]) await rollsUp(t, bucket, pageSize, expected);
    },
    { on: kit.system },
  );
  const emptying = journey('listing: empty', (t) => deletesAll(t, bucketOfFirst(t, kit), expected), { on: kit.system });
  const time = { for: `${60 + Math.ceil(keys / LEAST_KEYS_PER_SECOND)}s` } as const;
  return {
    phases: [
      load('listing: fill', filling, { users, iterationsEach: each, ...time }),
      load('listing', walking, { users: 2, iterations: 2, ...time }),
      load('listing: empty', emptying, { users: 1, iterations: 1, ...time }),
    ],
    claims: [
      claim.checks(filling),
      claim.checks(emptying, { id: 'what is deleted in batches is in no list' }),
      claim.checks(walking, { id: 'a list shows every key once, in order, by every size of page' }),
      ...(p99 === undefined
        ? []
        : [claim.latency(walking, `p(99)<${p99}`, { step: 'LIST page of 1000', minSamples: 4 })]),
    ],
  };
}

function keyOf(n: number): string {
  return `${PREFIX}${FOLDERS[n % FOLDERS.length]}/${n.toString(7)}`;
}

function inOrder(keys: readonly string[]): string[] {
  return [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

/** Undefined when a page was none. */
async function allPages(
  bucket: Bucket,
  query: { prefix: string; pageSize: number; delimiter?: string },
): Promise<Page[] | undefined> {
  const pages: Page[] = [];
  for (let after: string | undefined; ; after = pages.at(-1)?.next ?? undefined) {
    const name = query.pageSize === 1000 ? 'LIST page of 1000' : 'LIST page';
    const page = pageOf(await bucket.list({ ...query, ...(after !== undefined && { after }) }, { name }));
    if (page === null) return undefined;
    pages.push(page);
    if (page.next === null) return pages;
  }
}

async function isComplete(
  t: JourneyContext,
  bucket: Bucket,
  prefix: string,
  pageSize: number,
  all: readonly string[],
): Promise<void> {
  const expected = all.filter((key) => key.startsWith(prefix));
  const pages = await allPages(bucket, { prefix, pageSize });
  const seen = pages?.flatMap(({ keys }) => keys) ?? [];
  const full = pages?.slice(0, -1).every(({ keys }) => keys.length === pageSize) === true;
  t.check(
    'every key once, in the order of its bytes',
    seen.join() === expected.join(),
    `${seen.length} of ${expected.length} by ${pageSize}`,
  );
  t.check('every page but the last is full', full, `${prefix} by ${pageSize}`);
}

/** What a delimiter leaves of the first level: folders, each once. */
async function rollsUp(t: JourneyContext, bucket: Bucket, pageSize: number, all: readonly string[]): Promise<void> {
  const folders = inOrder([...new Set(all.map((key) => `${PREFIX}${key.slice(PREFIX.length).split('/')[0]}/`))]);
  const pages = await allPages(bucket, { prefix: PREFIX, delimiter: '/', pageSize });
  const seen = pages?.flatMap(({ commonPrefixes }) => commonPrefixes) ?? [];
  t.check('a delimiter shows every folder once', seen.join() === folders.join(), seen.join());
  t.check('a delimiter shows no key of a folder', pages?.every(({ keys }) => keys.length === 0) === true);
}

async function deletesAll(t: JourneyContext, bucket: Bucket, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += BATCH) {
    const batch = keys.slice(from, from + BATCH);
    const answer = await bucket.deleteAll(batch, { name: 'DELETE BATCH', timeout: '60s' });
    const deleted = answer.text().match(/<Deleted>/g)?.length ?? 0;
    t.check('every key of a batch is deleted', deleted === batch.length, `${deleted} of ${batch.length} ${answer.why}`);
  }
  const left = pageOf(await bucket.list({ prefix: PREFIX }, { name: 'LIST page' }))?.keys;
  t.check('a key that was deleted is in no list', left?.length === 0, `${left?.length} left`);
}
