/** Headers of objects: which are kept as they came, which an answer may change, and for whom. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from '../clients.ts';
import { oneEmptyStore } from '../emptied-store.ts';
import { signedHeaders } from '../signed.ts';
import { sendExactly } from './exactly.ts';

const emptyStore = oneEmptyStore();

const path = '/bucket/key';
const kept = {
  'cache-control': 'max-age=60, private',
  'content-disposition': `attachment; filename="a b"; filename*=UTF-8''%C3%A4`,
  'content-encoding': 'gzip',
  'content-language': 'de, en',
  'content-type': 'text/html; charset=iso-8859-1',
  expires: 'not a date, and not for us to judge',
  'x-amz-meta-empty': '',
  'x-amz-meta-encoded': '=?UTF-8?B?w6Q=?=',
};

test('what an upload says about its object is said again, as it came', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const put = await sendExactly(store, { method: 'PUT', path, headers: { ...kept, 'x-other': 'forgotten' } }, 'body');
  const etag = `${put.headers.etag}`;
  for (const [method, headers, status] of [
    ['GET', {}, 200],
    ['HEAD', {}, 200],
    ['GET', { range: 'bytes=1-2' }, 206],
    ['GET', { 'if-none-match': etag }, 304],
  ] as const) {
    const answer = await sendExactly(store, { method, path, headers });
    assert.equal(answer.status, status);
    assert.partialDeepStrictEqual(answer.headers, { ...kept, etag });
    assert.equal(answer.headers['x-other'], undefined);
    assert.ok(Date.parse(`${answer.headers['last-modified']}`) <= Date.now());
  }
  const chunked = { 'content-encoding': 'gzip, aws-chunked' };
  await sendExactly(store, { method: 'PUT', path, headers: chunked }, 'body');
  assert.equal((await sendExactly(store, { method: 'HEAD', path })).headers['content-encoding'], 'gzip');
});

test('metadata is as large as it may be, and not larger', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const put = (Metadata: Record<string, string>) =>
    s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: '', Metadata }));
  const most = { a: 'x'.repeat(1023), b: 'y'.repeat(1023) };
  await put(most);
  assert.deepEqual((await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }))).Metadata, most);
  assert.equal(await refusal(put({ ...most, c: '' })), '400 MetadataTooLarge');
});

test('metadata in every alphabet comes back byte for byte, signed as Go and curl do and as JavaScript does', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const text = 'Grüße, Ἀργώ, 船';
  const asSent = Buffer.from(text).toString('latin1');
  const signed = signedHeaders(store, { method: 'PUT', path, headers: { 'x-amz-meta-ship': text } });
  const headers: Record<string, string> = { ...signed, 'x-amz-meta-ship': asSent };
  delete headers.host;
  assert.equal((await fetch(`${store.url}${path}`, { method: 'PUT', headers, body: 'x' })).status, 200);
  assert.equal((await sendExactly(store, { method: 'HEAD', path })).headers['x-amz-meta-ship'], asSent);
  const changed = { ...headers, 'x-amz-meta-ship': Buffer.from('Grüsse, Ἀργώ, 船').toString('latin1') };
  assert.equal((await fetch(`${store.url}${path}`, { method: 'PUT', headers: changed, body: 'x' })).status, 403);
  const Metadata = { ship: 'Grüße' };
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'latin', Body: '', Metadata }));
  assert.deepEqual((await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'latin' }))).Metadata, Metadata);
});

test('a signed request may say what headers the answer has, and nobody else may', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const about = { Bucket: 'bucket', Key: 'key' };
  await s3.send(new PutObjectCommand({ ...about, Body: 'body', ContentType: 'text/plain', ACL: 'public-read' }));
  const asked = {
    ResponseContentType: 'text/x-asked',
    ResponseContentDisposition: 'attachment; filename="→"',
    ResponseCacheControl: 'no-store',
    ResponseExpires: new Date('2030-01-01T00:00:00Z'),
  };
  assert.equal(await refusal(s3.send(new GetObjectCommand({ ...about, ...asked }))), '400 InvalidArgument');
  const plain = { ...asked, ResponseContentDisposition: 'attachment; filename="a"' };
  const got = await s3.send(new GetObjectCommand({ ...about, ...plain }));
  assert.deepEqual(
    [got.ContentType, got.ContentDisposition, got.CacheControl, got.ExpiresString],
    ['text/x-asked', 'attachment; filename="a"', 'no-store', 'Tue, 01 Jan 2030 00:00:00 GMT'],
  );
  const presigned = await fetch(await getSignedUrl(s3, new GetObjectCommand({ ...about, ...plain })));
  assert.equal(presigned.headers.get('content-type'), 'text/x-asked');
  const latin = new GetObjectCommand({ ...about, ResponseContentDisposition: 'attachment; filename="ä"' });
  const served = await fetch(await getSignedUrl(s3, latin));
  assert.equal(served.headers.get('content-disposition'), 'attachment; filename="ä"', 'Latin-1 is legal in a header');
  const anonymous = await fetch(`${store.url}${path}?response-content-type=text/html`);
  assert.equal(anonymous.status, 400, 'or a stranger could make a page of anything that can be read by all');
  assert.match(await anonymous.text(), /<Code>InvalidRequest</);
  assert.equal((await fetch(`${store.url}${path}`)).headers.get('content-type'), 'text/plain');
});
