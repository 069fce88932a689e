/** Buckets that keep versions: what is replaced or deleted stays, under its id, until that version itself is deleted. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from './clients.ts';
import { sendSigned } from './signed.ts';
import { oneStore, type StoreProcess } from './store-process.ts';

const sharedStore = oneStore();
/** The bucket of the test that runs. */
let Bucket = '';
let buckets = 0;
const Key = 'key';

async function versionedStore(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await sharedStore();
  Bucket = `bucket-${++buckets}`;
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await setVersioning(s3, 'Enabled');
  return { store, s3 };
}

function setVersioning(s3: S3Client, Status: 'Enabled' | 'Suspended') {
  return s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
}

async function put(s3: S3Client, Body: string, key = Key): Promise<string> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
  return VersionId ?? 'none';
}

async function remove(s3: S3Client, VersionId?: string) {
  const answer = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  return { VersionId: answer.VersionId ?? 'none', DeleteMarker: answer.DeleteMarker };
}

async function read(s3: S3Client, VersionId?: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return (await Body?.transformToString()) ?? '';
}

/** `v` for a version, `d` for a delete marker, `*` for the latest. */
async function history(s3: S3Client): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  const of = (kind: string, latest = false, id = ''): string => `${kind}${latest ? '*' : ''} ${id}`;
  return [
    ...Versions.map(({ IsLatest, VersionId }) => of('v', IsLatest, VersionId)),
    ...DeleteMarkers.map(({ IsLatest, VersionId }) => of('d', IsLatest, VersionId)),
  ];
}

test('a bucket says whether it keeps versions; MFA delete is not promised', async (t) => {
  const store = await sharedStore();
  Bucket = `bucket-${++buckets}`;
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
  assert.equal(await status(), undefined);
  assert.equal(await put(s3, 'before'), 'none', 'no version is spoken of');
  await setVersioning(s3, 'Enabled');
  assert.equal(await status(), 'Enabled');
  await setVersioning(s3, 'Suspended');
  assert.equal(await status(), 'Suspended');
  const mfa = { Status: 'Enabled', MFADelete: 'Enabled' } as const;
  const refused = s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: mfa }));
  assert.equal(await refusal(refused), '501 NotImplemented');
  assert.deepEqual(await history(s3), ['v* null']);
  assert.equal(await read(s3, 'null'), 'before');
});

test('overwritten and deleted versions can be read by their ids, and removing the marker brings the object back', async (t) => {
  const { s3, store } = await versionedStore(t);
  const first = await put(s3, 'first');
  const second = await put(s3, 'second');
  assert.notEqual(first, second);
  assert.equal(await read(s3), 'second');
  assert.equal(await read(s3, first), 'first');
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key, VersionId: first }));
  assert.deepEqual([head.VersionId, head.ContentLength], [first, 5]);

  const marker = await remove(s3);
  assert.equal(marker.DeleteMarker, true);
  assert.deepEqual(await history(s3), [`v ${second}`, `v ${first}`, `d* ${marker.VersionId}`]);
  assert.equal(await read(s3, second), 'second');
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
  const hidden = await sendSigned(store, { method: 'GET', path: `/${Bucket}/key` });
  assert.deepEqual([hidden.status, hidden.code, hidden.headers.get('x-amz-delete-marker'), hidden.headers.get('x-amz-version-id')], [404, 'NoSuchKey', 'true', marker.VersionId]); // biome-ignore format: one line
  const direct = await sendSigned(store, {
    method: 'GET',
    path: `/${Bucket}/key`,
    query: `versionId=${marker.VersionId}`,
  });
  assert.deepEqual([direct.status, direct.code, direct.headers.get('x-amz-delete-marker')], [405, 'MethodNotAllowed', 'true']); // biome-ignore format: one line
  assert.equal(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key }))), '404 NotFound');

  assert.deepEqual(await remove(s3, marker.VersionId), { VersionId: marker.VersionId, DeleteMarker: true });
  assert.equal(await read(s3), 'second');
  assert.equal((await remove(s3, second)).VersionId, second);
  assert.equal(await read(s3), 'first', 'the one before is the latest again');
  assert.equal(await refusal(read(s3, second)), '404 NoSuchVersion');
  await remove(s3, second);
  assert.equal(await refusal(s3.send(new DeleteBucketCommand({ Bucket }))), '409 BucketNotEmpty');
  await remove(s3, first);
  await s3.send(new DeleteBucketCommand({ Bucket }));
});

test('while versions are suspended, the version named null is replaced and the others stay', async (t) => {
  const { s3 } = await versionedStore(t);
  const kept = await put(s3, 'kept');
  await setVersioning(s3, 'Suspended');
  assert.equal(await put(s3, 'null 1'), 'null');
  assert.equal(await put(s3, 'null 2'), 'null');
  assert.deepEqual(await history(s3), ['v* null', `v ${kept}`]);
  assert.equal(await read(s3), 'null 2');
  assert.deepEqual(await remove(s3), { VersionId: 'null', DeleteMarker: true });
  assert.deepEqual(await history(s3), [`v ${kept}`, 'd* null']);
  await setVersioning(s3, 'Enabled');
  const later = await put(s3, 'later');
  assert.deepEqual(await history(s3), [`v* ${later}`, `v ${kept}`, 'd null']);
  assert.equal(await read(s3, kept), 'kept');
});

test('conditions of changes look at the latest version, and a delete marker is nothing', async (t) => {
  const { s3 } = await versionedStore(t);
  const write = (Body: string, condition: object) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
  const { ETag } = await write('one', { IfNoneMatch: '*' });
  assert.equal(await refusal(write('two', { IfNoneMatch: '*' })), '412 PreconditionFailed');
  await write('two', { IfMatch: ETag });
  assert.equal(await refusal(write('three', { IfMatch: ETag })), '412 PreconditionFailed');
  const conditional = new DeleteObjectCommand({ Bucket, Key, IfMatch: ETag });
  assert.equal(await refusal(s3.send(conditional)), '412 PreconditionFailed');
  await remove(s3);
  assert.equal(await refusal(write('four', { IfMatch: '*' })), '404 NoSuchKey');
  await write('five', { IfNoneMatch: '*' });
  assert.equal(await read(s3), 'five');
});

test('many deletions at once name versions and conditions, and each answers for itself', async (t) => {
  const { s3 } = await versionedStore(t);
  const first = await put(s3, 'first');
  const second = await put(s3, 'second');
  await put(s3, 'other', 'other');
  const Objects = [
    { Key, VersionId: first },
    { Key: 'other', ETag: '"wrong"' },
    { Key: 'was never there' },
    { Key, VersionId: 'no-such-version' },
  ];
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.deepEqual(
    answer.Errors?.map(({ Key: key, Code }) => [key, Code]),
    [['other', 'PreconditionFailed']],
  );
  const deleted = new Map(answer.Deleted?.map((item) => [`${item.Key} ${item.VersionId}`, item]));
  assert.equal(deleted.size, 3);
  assert.equal(deleted.get(`key ${first}`)?.DeleteMarker, undefined);
  const marker = deleted.get('was never there undefined');
  assert.equal(marker?.DeleteMarker, true);
  assert.ok(marker?.DeleteMarkerVersionId);
  assert.deepEqual(await history(s3), [`v* ${second}`]);
  const again = { Key: 'was never there', VersionId: marker.DeleteMarkerVersionId };
  const unmarked = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [again] } }));
  assert.deepEqual([unmarked.Deleted?.[0]?.DeleteMarker, unmarked.Deleted?.[0]?.DeleteMarkerVersionId], [true, again.VersionId]); // biome-ignore format: one line
});

test('versions are listed by key, newest first, rolled up, encoded, and completely in pages of any size', async (t) => {
  const { s3 } = await versionedStore(t);
  for (const key of ['a b', 'a b', 'dir/x', 'dir/y', 'z']) await put(s3, key, key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a b' }));
  const all = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  assert.deepEqual(
    all.Versions?.map(({ Key: key }) => key),
    ['a b', 'a b', 'dir/x', 'dir/y', 'z'],
  );
  assert.equal(all.DeleteMarkers?.length, 1);
  const rolled = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/', EncodingType: 'url' }));
  assert.deepEqual(
    rolled.Versions?.map(({ Key: key }) => key),
    ['a%20b', 'a%20b', 'z'],
  );
  assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'dir/' }]);
  for (const Delimiter of [undefined, '/']) {
    for (const MaxKeys of [1, 2, 3]) {
      const seen: string[] = [];
      for (let more = true, markers = {}; more; ) {
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter, MaxKeys, ...markers }));
        const items = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId ?? '');
        items.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
        assert.ok(items.length > 0 && items.length <= MaxKeys);
        seen.push(...items);
        more = page.IsTruncated === true;
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
      assert.equal(new Set(seen).size, seen.length, 'nothing twice');
      assert.equal(seen.length, Delimiter === undefined ? 6 : 5, `pages of ${MaxKeys}, delimiter ${Delimiter}`);
    }
  }
  const lone = s3.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'x' }));
  assert.equal(await refusal(lone), '400 InvalidArgument');
});

test('many writers and deleters of one key at once leave a history that can be taken apart to nothing', async (t) => {
  const { s3 } = await versionedStore(t);
  const changes = Array.from({ length: 40 }, (_, index) => (index % 4 === 3 ? remove(s3) : put(s3, `${index}`)));
  await Promise.all(changes);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  assert.deepEqual([Versions.length, DeleteMarkers.length], [30, 10]);
  assert.equal([...Versions, ...DeleteMarkers].filter(({ IsLatest }) => IsLatest).length, 1);
  const Objects = [...Versions, ...DeleteMarkers].map(({ VersionId }) => ({ Key, VersionId }));
  const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  assert.equal(Errors, undefined);
  await s3.send(new DeleteBucketCommand({ Bucket }));
});

test('a version can be copied, tagged, presigned and uploaded in parts', async (t) => {
  const { s3 } = await versionedStore(t);
  const first = await put(s3, 'first');
  const second = await put(s3, 'second');
  const copied = await s3.send(
    new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}?versionId=${first}` }),
  );
  assert.equal(copied.CopySourceVersionId, first);
  assert.ok(copied.VersionId);
  const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy', VersionId: copied.VersionId }));
  assert.equal(await copy.Body?.transformToString(), 'first');
  await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${Key}?versionId=${first}` }));
  assert.equal(await read(s3), 'first', 'an old version copied over the object is the latest again');

  const Tagging = { TagSet: [{ Key: 'of', Value: 'second' }] };
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key, VersionId: second, Tagging }));
  const tags = async (VersionId?: string) =>
    (await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }))).TagSet;
  assert.deepEqual(await tags(second), Tagging.TagSet);
  assert.deepEqual(await tags(), []);

  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, VersionId: second }), { expiresIn: 60 });
  assert.equal(await (await fetch(url)).text(), 'second');
  assert.equal((await fetch(url.replace(second, first))).status, 403);

  const Body = Buffer.alloc(6 * 1024 ** 2, 'p');
  const done = await new Upload({ client: s3, params: { Bucket, Key, Body } }).done();
  assert.ok(done.VersionId);
  assert.equal((await read(s3, done.VersionId)).length, Body.length);
  assert.equal(await read(s3, second), 'second');
  const marker = await remove(s3);
  const fromMarker = s3.send(
    new CopyObjectCommand({ Bucket, Key: 'x', CopySource: `${Bucket}/${Key}?versionId=${marker.VersionId}` }),
  );
  assert.equal(await refusal(fromMarker), '400 InvalidRequest');
});
