import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as hdr from 'hdr-histogram-js';
import { decodeHdr, encodeHdr } from './hdr-encoding.ts';
import { Histogram } from './histogram.ts';

const HIGHEST = 2 ** 36 - 1;
const times = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 0, max: 5_000_000 }),
    fc.integer({ min: 0, max: HIGHEST }),
  ),
  { maxLength: 200 },
);

function ours(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function theirs(values: readonly number[]): hdr.Histogram {
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST,
    numberOfSignificantValueDigits: 2,
  });
  for (const value of values) histogram.recordValue(value);
  return histogram;
}

test('HdrHistogram reads what we write as if it had recorded the values itself', () => {
  fc.assert(
    fc.property(times, (values) => {
      const read = hdr.decodeFromCompressedBase64(encodeHdr(ours(values).toData()));
      const own = theirs(values);
      assert.equal(read.totalCount, own.totalCount);
      for (const percentile of [0, 1, 50, 90, 99, 99.9, 100])
        assert.equal(read.getValueAtPercentile(percentile), own.getValueAtPercentile(percentile), `p${percentile}`);
    }),
    { numRuns: 60 },
  );
});

test('what HdrHistogram writes has the counts we would have', () => {
  fc.assert(
    fc.property(times, (values) => {
      const decoded = decodeHdr(hdr.encodeIntoCompressedBase64(theirs(values)));
      assert.ok(decoded.ok);
      assert.deepEqual(decoded.data.buckets, ours(values).toData().buckets);
    }),
    { numRuns: 60 },
  );
});

test('what we write we read, but for the ends within their buckets', () => {
  fc.assert(
    fc.property(times, (values) => {
      const data = ours(values).toData();
      const decoded = decodeHdr(encodeHdr(data));
      assert.ok(decoded.ok);
      const read = decoded.data;
      assert.deepEqual([read.count, read.buckets], [data.count, data.buckets]);
      assert.ok(read.minUs <= data.minUs && read.maxUs >= data.maxUs);
      assert.ok(read.maxUs <= data.maxUs * 1.008 && read.minUs >= data.minUs / 1.008);
    }),
  );
});

test('large counts survive', () => {
  const data = { count: 4e9, sumUs: 0, minUs: 5, maxUs: 5, buckets: [5, 4e9] };
  assert.equal(hdr.decodeFromCompressedBase64(encodeHdr(data)).totalCount, 4e9);
  const decoded = decodeHdr(encodeHdr(data));
  assert.deepEqual(decoded.ok && decoded.data.buckets, [5, 4e9]);
});

test('what is no such histogram is refused with the reason', () => {
  const other = hdr.build({ numberOfSignificantValueDigits: 3 });
  const whole = encodeHdr(ours([1, 2, 3]).toData());
  for (const [text, problem] of [
    [hdr.encodeIntoCompressedBase64(other), /buckets are others/],
    ['bm8gaGlzdG9ncmFt', /no compressed V2/],
    ['', /cut off or damaged/],
    [whole.slice(0, 20), /cut off or damaged/],
  ] as const) {
    const decoded = decodeHdr(text);
    assert.ok(!decoded.ok);
    assert.match(decoded.problem, problem);
  }
});
