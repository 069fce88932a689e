/** What buckets may be called, where they are said to be, and the addresses that answers name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketConfiguration,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from '../clients.ts';
import { oneEmptyStore } from '../emptied-store.ts';
import { sendSigned } from '../signed.ts';
import { startStoreProcess } from '../store-process.ts';

const emptyStore = oneEmptyStore();

test('names that S3 allows are taken and the others are refused, whoever asks first', async (t) => {
  const s3 = clientOf(t, await emptyStore(t), 'alpha');
  const made = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket }));
  for (const name of ['abc', 'a'.repeat(63), 'with.dots', 'with-dashes', '1st', 'a1.b2-c3', 'x--y']) await made(name);
  for (const name of ['ab', 'a'.repeat(64), 'Upper', 'under_score', '-first', 'last-', '.first', 'last.', 'a..b', 'a.-b', 'a-.b', '1.2.3.4', 'ümlaut', 'sp ace']) {
    assert.equal(await refusal(made(name)), '400 InvalidBucketName', name);
  } // biome-ignore format: a list to read, not a column to scroll
});

test('words that belong to the other face are refused as buckets to whoever signs as S3 clients do, and answer nobody else so', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  for (const Bucket of ['admin', 'files', 'health', 'metrics']) {
    assert.equal(await refusal(s3.send(new CreateBucketCommand({ Bucket }))), '400 InvalidBucketName', Bucket);
    assert.equal(await refusal(s3.send(new ListObjectsV2Command({ Bucket }))), '404 NoSuchBucket', Bucket);
    assert.equal(await refusal(s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }))), '404 NoSuchBucket');
  }
  const presigned = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'files', Key: 'a' }));
  assert.match(await (await fetch(presigned)).text(), /<Code>NoSuchBucket</);
  assert.equal((await fetch(`${store.url}/health`)).headers.get('content-type'), 'application/json');
  assert.equal((await fetch(`${store.url}/files`)).status, 401);
});

test('the region of the store is told to whoever asks for it, and to whoever signs for another', async (t) => {
  const store = await startStoreProcess(t, undefined, { args: ['--region', 'eu-north-1'] });
  const s3 = clientOf(t, store, 'alpha', { region: 'eu-north-1' });
  const Bucket = 'north';
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-north-1' } }));
  assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, 'eu-north-1');
  assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'eu-north-1');
  const elsewhere = await sendSigned(store, { method: 'GET', path: '/north' });
  assert.equal(elsewhere.code, 'AuthorizationHeaderMalformed');
  assert.match(elsewhere.body, /<Region>eu-north-1<\/Region>/);
  assert.equal(elsewhere.headers.get('x-amz-bucket-region'), 'eu-north-1');
  const head = await sendSigned(store, { method: 'HEAD', path: '/north' });
  assert.deepEqual([head.status, head.headers.get('x-amz-bucket-region')], [400, 'eu-north-1'], 'a HEAD has no body');
  const nobody = await fetch(`${store.url}/north`, { method: 'HEAD' });
  assert.deepEqual([nobody.status, nobody.headers.get('x-amz-bucket-region')], [403, 'eu-north-1']);
});

test('a bucket is made with all that is said of it, or not at all', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  const make = (Bucket: string, CreateBucketConfiguration: CreateBucketConfiguration) =>
    s3.send(new CreateBucketCommand({ Bucket, ACL: 'public-read', CreateBucketConfiguration }));
  const Tags = [{ Key: 'ship', Value: 'Argo + co' }];
  await make('tagged', { LocationConstraint: 'us-east-1' as BucketLocationConstraint, Tags });
  assert.deepEqual((await s3.send(new GetBucketTaggingCommand({ Bucket: 'tagged' }))).TagSet, Tags);
  assert.equal((await fetch(`${store.url}/tagged`)).status, 200, 'its ACL is kept too');
  const many = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
  const refused: readonly (readonly [string, CreateBucketConfiguration])[] = [
    ['400 IllegalLocationConstraintException', { LocationConstraint: 'eu-west-1' }],
    ['400 BadRequest', { Tags: many }],
    ['400 InvalidTag', { Tags: [...Tags, ...Tags] }],
    ['400 InvalidTag', { Tags: [{ Key: 'a!', Value: 'b' }] }],
    ['501 NotImplemented', { Location: { Type: 'AvailabilityZone', Name: 'use1-az4' } }],
    ['501 NotImplemented', { Bucket: { Type: 'Directory', DataRedundancy: 'SingleAvailabilityZone' } }],
  ];
  for (const [code, configuration] of refused) {
    assert.equal(await refusal(make('refused', configuration)), code, JSON.stringify(configuration));
    assert.equal(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'refused' }))), '404 NotFound');
  }
});

test("one's own bucket is there already, also in us-east-1, and stays as it was", async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket', ACL: 'public-read' }));
  assert.equal(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))), '409 BucketAlreadyOwnedByYou');
  assert.equal((await fetch(`${store.url}/bucket`)).status, 200, 'nobody took its ACL away');
  const beta = clientOf(t, store, 'beta').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  assert.equal(await refusal(beta), '409 BucketAlreadyExists');
});

test('us-east-1 is spelled as nothing', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const { body } = await sendSigned(store, { method: 'GET', path: '/bucket', query: 'location=' });
  assert.match(body, /<LocationConstraint xmlns="[^"]+"(?:\/>|><\/LocationConstraint>)$/);
  assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket: 'bucket' }))).LocationConstraint, undefined);
});

test('an upload in parts is told its address as the client wrote it: https where a proxy took TLS off', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const path = '/bucket/a%20b';
  for (const [scheme, headers] of [
    ['http', {}],
    ['https', { 'x-forwarded-proto': 'https' }],
    ['http', { 'x-forwarded-proto': 'gopher' }],
  ] as const) {
    const { body } = await sendSigned(store, { method: 'POST', path, query: 'uploads=' });
    const uploadId = /<UploadId>(\w+)</.exec(body)?.[1];
    const part = await sendSigned(store, { method: 'PUT', path, query: `partNumber=1&uploadId=${uploadId}` }, 'bytes');
    const named = `<Part><PartNumber>1</PartNumber><ETag>${part.headers.get('etag')}</ETag></Part>`;
    const completed = await sendSigned(
      store,
      { method: 'POST', path, query: `uploadId=${uploadId}`, headers },
      `<CompleteMultipartUpload>${named}</CompleteMultipartUpload>`,
    );
    assert.equal(/<Location>([^<]+)</.exec(completed.body)?.[1], `${scheme}${store.url.slice(4)}${path}`);
  }
});
