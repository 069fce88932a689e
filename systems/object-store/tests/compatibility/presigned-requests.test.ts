/** Whatever can be asked for can be presigned; and a clock that goes wrong is put right by what the store says. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from '../clients.ts';
import { oneEmptyStore } from '../emptied-store.ts';
import { sendSigned } from '../signed.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';
const Key = 'a/ä +%?&🚢';

async function bucketOf(t: TestContext): Promise<S3Client> {
  const s3 = clientOf(t, await emptyStore(t), 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return s3;
}

test('an object is uploaded in parts, asked about, listed, read in part and deleted, all by presigned URLs', async (t) => {
  const s3 = await bucketOf(t);
  const begun = await fetch(await getSignedUrl(s3, new CreateMultipartUploadCommand({ Bucket, Key })), {
    method: 'POST',
  });
  const UploadId = /<UploadId>(\w+)</.exec(await begun.text())?.[1];
  const part = await getSignedUrl(s3, new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1 }));
  const ETag = (await fetch(part, { method: 'PUT', body: 'the only part' })).headers.get('etag');
  const completed = await fetch(await getSignedUrl(s3, new CompleteMultipartUploadCommand({ Bucket, Key, UploadId })), {
    method: 'POST',
    body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${ETag}</ETag></Part></CompleteMultipartUpload>`,
  });
  assert.equal(completed.status, 200, await completed.text());
  const head = await fetch(await getSignedUrl(s3, new HeadObjectCommand({ Bucket, Key })), { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), '13');
  const listed = await fetch(await getSignedUrl(s3, new ListObjectsV2Command({ Bucket, Prefix: 'a/ä +' })));
  assert.match(await listed.text(), /<KeyCount>1<\/KeyCount>/);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));
  assert.equal(await (await fetch(get, { headers: { range: 'bytes=4-7' } })).text(), 'only');
  const deletion = await getSignedUrl(s3, new DeleteObjectCommand({ Bucket, Key }));
  assert.equal((await fetch(deletion, { method: 'DELETE' })).status, 204);
  assert.equal((await fetch(get)).status, 404);
});

test('headers that were signed must be sent as they were signed', async (t) => {
  const s3 = await bucketOf(t);
  const command = new PutObjectCommand({ Bucket, Key, ContentType: 'image/png', ContentLength: 4 });
  const url = await getSignedUrl(s3, command, { signableHeaders: new Set(['content-type', 'content-length']) });
  const put = (type: string, body: string) => fetch(url, { method: 'PUT', body, headers: { 'content-type': type } });
  assert.equal((await put('text/html', 'body')).status, 403);
  assert.equal((await put('image/png', 'more than four bytes')).status, 403);
  assert.equal((await put('image/png', 'body')).status, 200);
  assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentType, 'image/png');
});

test('a client whose clock is wrong is told, learns the time from the answer, and goes on', async (t) => {
  const store = await emptyStore(t);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3_600_000 });
  const once = clientOf(t, store, 'alpha');
  assert.equal(await refusal(once.send(new CreateBucketCommand({ Bucket }))), '403 RequestTimeTooSkewed');
  const again = clientOf(t, store, 'alpha', { maxAttempts: 2 });
  await again.send(new CreateBucketCommand({ Bucket }));
  const { body } = await sendSigned(store, { method: 'GET', path: '/bucket' });
  const serverTime = /<ServerTime>([^<]+)</.exec(body)?.[1] ?? '';
  assert.ok(Math.abs(Date.now() - 3_600_000 - Date.parse(serverTime)) < 60_000, body);
});
