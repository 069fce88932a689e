/** Every kind of range against known content, on an object of several blocks. */
import { claim, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';

const SIZE = 700_001;
const NAMES_BYTES = 'a range is the bytes it names';
const OUTSIDE = 'a range outside of the object is 416';
const IGNORED = 'what is no range is everything, or refused';
const IF_RANGE = 'If-Range gives a range of what is known, and all of anything else';

export interface RangesOptions {
  /** Asks for `If-Range` as well, which HTTP promises and S3 does not; default false. */
  readonly ifRange?: boolean;
}

export function ranges(kit: S3Kit, { ifRange = false }: RangesOptions = {}): Part {
  const reading = journey(
    'ranges',
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      const key = `ranges/${t.unique('object')}`;
      const { bytes } = contentOf(key, SIZE);
      const put = await bucket.put(key, contentOf(key, SIZE), { name: 'PUT 700kB' });
      for (const [range, start, end] of named(t))
        await isTheBytes(t, bucket, key, range, bytes.subarray(start, end), start);
      for (const range of [`bytes=${SIZE}-`, `bytes=${SIZE + 5}-${SIZE + 9}`, 'bytes=-0']) {
        const got = await bucket.get(key, { name: 'GET outside', headers: { Range: range }, expect: 416 });
        t.check(OUTSIDE, got.status === 416, `${range}: ${got.status}`);
      }
      for (const range of ['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=']) {
        const got = await bucket.get(key, {
          name: 'GET no range',
          headers: { Range: range },
          into: 'nothing',
          expect: [200, 400, 416],
        });
        const everything = got.status === 200 && got.size === SIZE;
        const refused = got.status === 416 || got.status === 400;
        t.check(IGNORED, everything || refused, `${range}: ${got.status}, ${got.size} bytes`);
      }
      if (ifRange) await honoursIfRange(t, bucket, key, put.headers.etag ?? '');
      await bucket.delete(key, { name: 'DELETE' });
    },
    { on: kit.system },
  );
  return {
    phases: [load('ranges', reading, { users: 2, iterations: kit.count(8), for: '30s' })],
    claims: [
      claim.checks(reading, { check: NAMES_BYTES, category: 'data safety' }),
      ...[OUTSIDE, IGNORED, ...(ifRange ? [IF_RANGE] : [])].map((check) =>
        claim.checks(reading, { check, category: 'contract' }),
      ),
    ],
  };
}

async function honoursIfRange(t: JourneyContext, bucket: Bucket, key: string, known: string): Promise<void> {
  for (const [etag, size] of [
    [known, 10],
    ['"another"', SIZE],
    [`W/${known}`, SIZE],
    ['Mon, 01 Jan 2024 00:00:00 GMT', SIZE],
  ] as const) {
    const headers = { Range: 'bytes=0-9', 'If-Range': etag };
    const got = await bucket.get(key, { name: 'GET If-Range', headers, into: 'nothing' });
    t.check(IF_RANGE, got.size === size, `${got.status}, ${got.size} of ${size} bytes`);
  }
}

/** As a header, and where it starts and ends. */
function named(t: JourneyContext): [range: string, start: number, end: number][] {
  const start = t.random.below(SIZE);
  const end = start + t.random.below(SIZE - start);
  return [
    ['bytes=0-0', 0, 1],
    ['bytes=0-', 0, SIZE],
    ['bytes=1-1', 1, 2],
    [`bytes=${SIZE - 1}-`, SIZE - 1, SIZE],
    ['bytes=262143-262144', 262_143, 262_145],
    ['bytes=262144-524287', 262_144, 524_288],
    ['bytes=-1', SIZE - 1, SIZE],
    ['bytes=-300000', SIZE - 300_000, SIZE],
    [`bytes=-${SIZE * 2}`, 0, SIZE],
    [`bytes=100-${SIZE * 2}`, 100, SIZE],
    // What the AWS SDK for Java sends where only a start is given: `Long.MAX_VALUE - 1`.
    ['bytes=100-9223372036854775806', 100, SIZE],
    [`bytes=${start}-${end}`, start, end + 1],
  ];
}

async function isTheBytes(
  t: JourneyContext,
  bucket: Bucket,
  key: string,
  range: string,
  expected: Buffer,
  start: number,
): Promise<void> {
  const got = await bucket.get(key, { name: 'GET range', headers: { Range: range } });
  const told = got.headers['content-range'];
  const right = told === `bytes ${start}-${start + expected.length - 1}/${SIZE}`;
  const same = got.status === 206 && got.body.equals(expected);
  t.check(
    NAMES_BYTES,
    same && right,
    `${range}: ${got.status}, ${got.size} bytes, ${told}, ${same ? 'the same' : 'others'}`,
  );
}
