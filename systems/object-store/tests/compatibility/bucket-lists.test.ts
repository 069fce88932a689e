/** The list of buckets: of whom, in which order, and in pages for who asks for pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateBucketCommand, ListBucketsCommand, paginateListBuckets } from '@aws-sdk/client-s3';
import { clientOf, refusal } from '../clients.ts';
import { startStoreProcess } from '../store-process.ts';

test('buckets are listed by name, with a prefix, and in pages that are complete', async (t) => {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  const names = ['b-2', 'a-1', 'b-1', 'c-1', 'b-3'];
  for (const Bucket of names) await s3.send(new CreateBucketCommand({ Bucket }));
  await clientOf(t, store, 'beta').send(new CreateBucketCommand({ Bucket: 'b-of-beta' }));
  const list = async (query: object) => {
    const { Buckets = [], ...rest } = await s3.send(new ListBucketsCommand(query));
    for (const { BucketRegion } of Buckets) assert.equal(BucketRegion, 'us-east-1');
    return { ...rest, names: Buckets.map(({ Name }) => Name) };
  };
  const whole = await list({});
  assert.deepEqual([whole.names, whole.ContinuationToken], [names.toSorted(), undefined]);
  const some = await list({ Prefix: 'b-' });
  assert.deepEqual([some.names, some.Prefix], [['b-1', 'b-2', 'b-3'], 'b-']);
  assert.deepEqual((await list({ Prefix: 'z' })).names, []);
  for (const pageSize of [1, 2, 3, 100]) {
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListBuckets({ client: s3, pageSize }, { Prefix: 'b-' })) {
      assert.ok((page.Buckets?.length ?? 0) <= pageSize);
      seen.push(...(page.Buckets ?? []).map(({ Name }) => Name));
    }
    assert.deepEqual(seen, ['b-1', 'b-2', 'b-3'], `pages of ${pageSize}`);
  }
  assert.deepEqual((await list({ BucketRegion: 'us-east-1' })).names.length, names.length);
  for (const query of [
    { BucketRegion: 'eu-west-1' },
    { MaxBuckets: 0 },
    { MaxBuckets: 10_001 },
    { ContinuationToken: '%' },
  ]) {
    assert.equal(await refusal(list(query)), '400 InvalidArgument', JSON.stringify(query));
  }
});
