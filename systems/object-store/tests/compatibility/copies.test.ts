/** What a copy takes with it, what it is asked to leave, and when there is none. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clientOf, refusal } from '../clients.ts';
import { sendSigned } from '../signed.ts';
import { type StoreProcess, startStoreProcess } from '../store-process.ts';

const Bucket = 'bucket';

async function storeWithSource(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client; ETag: string }> {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new CreateBucketCommand({ Bucket: 'other' }));
  const about = { ContentType: 'image/png', CacheControl: 'no-cache', Metadata: { colour: 'red' }, Tagging: 'a=b' };
  const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: 'body', ...about }));
  return { store, s3, ETag };
}

function copy(s3: S3Client, Key: string, more: Partial<CopyObjectCommandInput> = {}) {
  return s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...more }));
}

test('a copy has everything its source has, or everything that is said instead', async (t) => {
  const { s3, ETag } = await storeWithSource(t);
  const made = await copy(s3, 'same', { Metadata: { colour: 'ignored' }, ContentType: 'text/ignored' });
  assert.equal(made.CopyObjectResult?.ETag, ETag);
  const describe = async (Key: string, from = Bucket) => {
    const { ContentType, CacheControl, Metadata } = await s3.send(new HeadObjectCommand({ Bucket: from, Key }));
    return [ContentType, CacheControl, Metadata];
  };
  assert.deepEqual(await describe('same'), ['image/png', 'no-cache', { colour: 'red' }]);
  await copy(s3, 'said', { MetadataDirective: 'REPLACE', ContentType: 'text/plain', Metadata: { size: 'xl' } });
  assert.deepEqual(await describe('said'), ['text/plain', undefined, { size: 'xl' }]);
  await copy(s3, 'bare', { MetadataDirective: 'REPLACE', Bucket: 'other' });
  assert.deepEqual(await describe('bare', 'other'), ['binary/octet-stream', undefined, {}]);
  assert.equal(await refusal(copy(s3, 'source')), '400 InvalidRequest');
  await copy(s3, 'source', { MetadataDirective: 'REPLACE', Metadata: { colour: 'blue' } });
  assert.deepEqual((await describe('source'))[2], { colour: 'blue' });
});

test('a copy can depend on its source and on what it replaces', async (t) => {
  const { s3, ETag } = await storeWithSource(t);
  const past = new Date(Date.now() - 86_400_000);
  const future = new Date(Date.now() + 86_400_000);
  const good: readonly Partial<CopyObjectCommandInput>[] = [
    { CopySourceIfMatch: ETag },
    { CopySourceIfNoneMatch: '"other"' },
    { CopySourceIfModifiedSince: past },
    { CopySourceIfUnmodifiedSince: future },
    { CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: past },
    { IfNoneMatch: '*' },
  ];
  for (const [index, condition] of good.entries()) await copy(s3, `copy ${index}`, condition);
  const bad: readonly Partial<CopyObjectCommandInput>[] = [
    { CopySourceIfMatch: '"other"' },
    { CopySourceIfNoneMatch: ETag },
    { CopySourceIfModifiedSince: new Date() },
    { CopySourceIfUnmodifiedSince: past },
    { CopySourceIfNoneMatch: ETag, CopySourceIfModifiedSince: past },
    { IfNoneMatch: '*' },
    { IfMatch: '"other"' },
  ];
  for (const condition of bad) {
    assert.equal(await refusal(copy(s3, 'copy 0', condition)), '412 PreconditionFailed', JSON.stringify(condition));
  }
});

test('a source is named in many ways, and one that is not there is told', async (t) => {
  const { store, s3 } = await storeWithSource(t);
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const awkward = 'ä b/+?%&🚢';
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: awkward, Body: 'first' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: awkward, Body: 'second' }));
  const encoded = encodeURIComponent(awkward);
  for (const [source, body] of [
    [`${Bucket}/${encoded}`, 'second'],
    [`/${Bucket}/${encoded}`, 'second'],
    [encodeURIComponent(`${Bucket}/${awkward}`), 'second'],
    [`${Bucket}/${encoded}?versionId=${VersionId}`, 'first'],
  ] as const) {
    await copy(s3, 'copied', { CopySource: source });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }));
    assert.equal(await got.Body?.transformToString(), body, source);
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: awkward }));
  for (const [expected, source] of [
    ['NoSuchKey', `${Bucket}/missing`],
    ['NoSuchKey', `${Bucket}/${encoded}`],
    ['NoSuchBucket', 'missing-bucket/key'],
    ['NoSuchVersion', `${Bucket}/source?versionId=ffffffff000000000000000000000000`],
    ['InvalidArgument', 'no-slash'],
    ['InvalidArgument', `${Bucket}/`],
    ['InvalidArgument', '/'],
  ]) {
    const answer = await sendSigned(store, { method: 'PUT', path: '/bucket/new', headers: { 'x-amz-copy-source': source ?? '' } }); // biome-ignore format: one line
    assert.equal(answer.code, expected, source);
  }
});
