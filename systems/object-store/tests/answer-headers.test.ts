/** What of a request may come back in the headers of an answer: not what a stranger put into a link, and nothing that cannot stand there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { sendSigned } from './signed.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'public';
const Key = 'notes.txt';

test('nobody but who signed may choose the headers of an answer', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const ContentType = 'text/plain';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '<script>', ContentType, ACL: 'public-read' }));
  const link = `${store.url}/${Bucket}/${Key}`;
  assert.equal((await fetch(link)).headers.get('content-type'), ContentType);
  const asPage = await fetch(`${link}?response-content-type=text/html`);
  assert.equal(asPage.status, 400);
  assert.match(await asPage.text(), /<Code>InvalidRequest</);
  const signed = new GetObjectCommand({ Bucket, Key, ResponseContentType: 'text/html' });
  assert.equal((await fetch(await getSignedUrl(s3, signed))).headers.get('content-type'), 'text/html');
});

test('a version id that could not stand in a header is refused before anything is changed', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'kept' }));
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const query = 'versionId=a%0D%0Ax-evil%3A%201';
    assert.equal((await sendSigned(store, { method, path: `/${Bucket}/${Key}`, query })).status, 400, method);
  }
  const absent = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: 'f'.repeat(32) }));
  assert.equal(absent.$metadata.httpStatusCode, 204);
  assert.equal(await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(), 'kept');
});
