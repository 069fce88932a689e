/** Listings of objects, as the public compatibility suites ask for them: order, roll-ups, pages, encodings; both versions of the API. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type _Object,
  type CommonPrefix,
  CreateBucketCommand,
  ListObjectsCommand,
  type ListObjectsCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { sendSigned } from './signed.ts';
import { oneStore, type StoreProcess } from './store-process.ts';

const sharedStore = oneStore();
/** The bucket of the test that runs. */
let Bucket = '';
let buckets = 0;

interface Listed {
  readonly keys: string[];
  readonly prefixes: string[];
}

async function storeOf(t: TestContext, keys: readonly string[]): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await sharedStore();
  Bucket = `bucket-${++buckets}`;
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  return { store, s3 };
}

async function v1(s3: S3Client, query: Partial<ListObjectsCommandInput>): Promise<Listed> {
  const page = await s3.send(new ListObjectsCommand({ Bucket, ...query }));
  return listed(page.Contents, page.CommonPrefixes);
}

async function v2(s3: S3Client, query: Partial<ListObjectsV2CommandInput>): Promise<Listed> {
  const page = await s3.send(new ListObjectsV2Command({ Bucket, ...query }));
  assert.equal(page.KeyCount, (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
  return listed(page.Contents, page.CommonPrefixes);
}

function listed(contents: _Object[] = [], prefixes: CommonPrefix[] = []): Listed {
  return { keys: contents.map(({ Key = '' }) => Key), prefixes: prefixes.map(({ Prefix = '' }) => Prefix) };
}

test('keys come in the order of their UTF-8 bytes, which is not that of UTF-16', async (t) => {
  const { s3 } = await storeOf(t, ['z', '～', 'A', '🚢', 'a/b', 'a', 'é', 'a b', 'a-b']);
  const keys = ['A', 'a', 'a b', 'a-b', 'a/b', 'z', 'é', '～', '🚢'];
  assert.deepEqual(await v1(s3, {}), { keys, prefixes: [] });
  assert.deepEqual(await v2(s3, {}), { keys, prefixes: [] });
});

test('prefixes and delimiters roll up', async (t) => {
  const { s3 } = await storeOf(t, ['asdf', 'boo/bar', 'boo/baz/xyzzy', 'cquux/thud', 'cquux/bla', 'b%c', 'b--x--y']);
  const cases: readonly (readonly [Partial<ListObjectsCommandInput>, string[], string[]])[] = [
    [{ Delimiter: '/' }, ['asdf', 'b%c', 'b--x--y'], ['boo/', 'cquux/']],
    [{ Delimiter: '/', Prefix: 'boo/' }, ['boo/bar'], ['boo/baz/']],
    [{ Delimiter: '/', Prefix: 'boo' }, [], ['boo/']],
    [{ Delimiter: 'a' }, ['b%c', 'b--x--y', 'cquux/thud'], ['a', 'boo/ba', 'cquux/bla']],
    [{ Delimiter: '%' }, ['asdf', 'b--x--y', 'boo/bar', 'boo/baz/xyzzy', 'cquux/bla', 'cquux/thud'], ['b%']],
    [{ Delimiter: '--' }, ['asdf', 'b%c', 'boo/bar', 'boo/baz/xyzzy', 'cquux/bla', 'cquux/thud'], ['b--']],
    [{ Delimiter: '🚢' }, ['asdf', 'b%c', 'b--x--y', 'boo/bar', 'boo/baz/xyzzy', 'cquux/bla', 'cquux/thud'], []],
    [{ Prefix: 'boo/' }, ['boo/bar', 'boo/baz/xyzzy'], []],
    [{ Prefix: 'missing' }, [], []],
    [{ Prefix: '\u000a' }, [], []],
    [{ Delimiter: '/', MaxKeys: 4 }, ['asdf', 'b%c', 'b--x--y'], ['boo/']],
    [{ MaxKeys: 0 }, [], []],
  ]; // biome-ignore format: a table
  for (const [query, keys, prefixes] of cases) {
    assert.deepEqual(await v1(s3, query), { keys, prefixes }, JSON.stringify(query));
    assert.deepEqual(await v2(s3, query), { keys, prefixes }, JSON.stringify(query));
  }
});

test('pages go on from a marker, from a token and from after any name, also from within a rolled-up prefix', async (t) => {
  const { s3 } = await storeOf(t, ['a', 'dir/1', 'dir/2', 'e', 'f']);
  assert.deepEqual((await v1(s3, { Marker: 'b' })).keys, ['dir/1', 'dir/2', 'e', 'f']);
  assert.deepEqual((await v1(s3, { Marker: 'f' })).keys, []);
  assert.deepEqual((await v2(s3, { StartAfter: 'dir/1' })).keys, ['dir/2', 'e', 'f']);
  assert.deepEqual((await v2(s3, { StartAfter: 'zzz' })).keys, []);
  const rolled = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  assert.deepEqual([rolled.IsTruncated, rolled.NextMarker], [true, 'dir/']);
  assert.deepEqual(await v1(s3, { Delimiter: '/', Marker: 'dir/' }), { keys: ['e', 'f'], prefixes: [] });
  for (const MaxKeys of [1, 2, 3, 1000, 5000]) {
    const seen: string[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const page: { keys: string[]; prefixes: string[]; more: boolean; token: string | undefined } = await s3
        .send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys, ContinuationToken: token }))
        .then((answer) => ({
          ...listed(answer.Contents, answer.CommonPrefixes),
          more: answer.IsTruncated === true,
          token: answer.NextContinuationToken,
        }));
      seen.push(...[...page.keys, ...page.prefixes].sort());
      ({ more, token } = page);
    }
    assert.deepEqual(seen, ['a', 'dir/', 'e', 'f'], `pages of ${MaxKeys}`);
  }
});

test('encoding-type=url encodes every name in the answer, and nothing else does', async (t) => {
  const { store } = await storeOf(t, ['a b', 'p+q/x', 'p+q/y z']);
  const list = async (query: string): Promise<string> =>
    (await sendSigned(store, { method: 'GET', path: `/${Bucket}`, query })).body;
  const first = await list('encoding-type=url&prefix=&delimiter=%2F&max-keys=1&marker=%20');
  assert.match(first, /<Marker>%20<\/Marker>/);
  assert.match(first, /<NextMarker>a%20b<\/NextMarker>/);
  assert.match(first, /<Key>a%20b<\/Key>/);
  const within = await list('list-type=2&encoding-type=url&prefix=p%2Bq%2F&delimiter=%20&start-after=p%2Bq%2Fa%20b');
  for (const [name, value] of [
    ['Prefix', 'p%2Bq/'],
    ['Delimiter', '%20'],
    ['StartAfter', 'p%2Bq/a%20b'],
    ['Key', 'p%2Bq/x'],
    ['Prefix', 'p%2Bq/y%20'],
  ]) {
    // biome-ignore format: one line
    assert.ok(within.includes(`<${name}>${value}</${name}>`), `${name} ${value} in ${within}`);
  }
  assert.match(await list('prefix=p%2Bq'), /<Key>p\+q\/y z<\/Key>/);
  assert.match(await list('encoding-type=base64'), /<Code>InvalidArgument</);
});

test('what is listed of an object: size, tag, time, how its checksum was made, and its owner when asked', async (t) => {
  const { s3 } = await storeOf(t, []);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'value', ChecksumAlgorithm: 'SHA256' }));
  const [object] = (await s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))).Contents ?? [];
  assert.equal(object?.ETag, '"2063c1608d6e0baf80249c42e2be5804"');
  assert.deepEqual([object.Size, object.StorageClass, object.Owner?.ID], [5, 'STANDARD', 'alpha']);
  assert.deepEqual([object.ChecksumAlgorithm, object.ChecksumType], [['SHA256'], 'FULL_OBJECT']);
  assert.ok(Math.abs((object.LastModified?.getTime() ?? 0) - Date.now()) < 60_000);
  const [plain] = (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [];
  assert.equal(plain?.Owner, undefined);
  assert.equal((await s3.send(new ListObjectsCommand({ Bucket }))).Contents?.[0]?.Owner?.ID, 'alpha');
});
