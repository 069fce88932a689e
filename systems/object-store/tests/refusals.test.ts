/** What must be refused, tried against the real process: tampered signatures, wrong checksums, features that are not there, hostile XML. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { changedAfterSigning, clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { sendSigned } from './signed.ts';
import { credentials, type StoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';
const put = new PutObjectCommand({ Bucket, Key: 'key', Body: 'what was meant' });

async function storeWithBucket(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3 };
}

async function blobCount(store: StoreProcess): Promise<number> {
  const files = await readdir(store.dataDirectory, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile() && /chunks|incoming/.test(join(file.parentPath))).length;
}

test('signatures made by a real client and changed afterwards', async (t) => {
  const { store } = await storeWithBucket(t);
  const wrongSecret = { ...credentials.alpha, secretAccessKey: 'not the secret' };
  const impostor = clientOf(t, store, 'alpha', { credentials: wrongSecret });
  assert.equal(await refusal(impostor.send(new ListBucketsCommand({}))), '403 SignatureDoesNotMatch');
  const stranger = clientOf(t, store, 'alpha', { credentials: { ...wrongSecret, accessKeyId: 'NOBODY' } });
  assert.equal(await refusal(stranger.send(new ListBucketsCommand({}))), '403 InvalidAccessKeyId');
  const elsewhere = clientOf(t, store, 'alpha', { region: 'eu-west-1' });
  assert.equal(await refusal(elsewhere.send(new ListBucketsCommand({}))), '400 AuthorizationHeaderMalformed');

  const changes: readonly (readonly [string, Parameters<typeof changedAfterSigning>[1], string])[] = [
    ['path', (request) => Object.assign(request, { path: '/bucket/other' }), '403 SignatureDoesNotMatch'],
    ['query', (request) => Object.assign(request.query, { prefix: 'x' }), '403 SignatureDoesNotMatch'],
    [
      'date',
      (request) => Object.assign(request.headers, { 'x-amz-date': '20200101T000000Z' }),
      '400 AuthorizationHeaderMalformed',
    ],
    ['added', (request) => Object.assign(request.headers, { 'x-amz-meta-added': 'x' }), '403 AccessDenied'],
    ['body', (request) => Object.assign(request, { body: 'what was meanT' }), '400 XAmzContentSHA256Mismatch'],
  ];
  for (const [what, change, expected] of changes) {
    const client = changedAfterSigning(clientOf(t, store, 'alpha'), change);
    const got = await refusal(client.send(put));
    if (what === 'body') assert.match(got, /^400 (XAmzContentSHA256Mismatch|BadDigest)$/);
    else assert.equal(got, expected, what);
  }
  assert.equal(await blobCount(store), 0, 'nothing was left behind');
});

test('presigned URLs, changed or used for something else', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  await s3.send(put);
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'key' }), { expiresIn: 60 });
  const status = async (target: string, init: RequestInit = {}): Promise<number> => (await fetch(target, init)).status;
  assert.equal(await status(url), 200);
  assert.equal(await status(url, { method: 'DELETE' }), 403);
  assert.equal(await status(url.replace('/key?', '/kez?')), 403);
  assert.equal(await status(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61')), 403);
  assert.equal(await status(`${url}&prefix=x`), 403);
  assert.equal(await status(url, { headers: { 'x-amz-meta-a': 'b' } }), 403);
  const signingDate = new Date(Date.now() - 61_000);
  const old = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'key' }), { expiresIn: 60, signingDate });
  assert.equal(await status(old), 403);
  assert.equal(await status(`${store.url}/${Bucket}/key`), 403);
});

test('uploads that do not match what their sender says, by every checksum, in header and trailer', async (t) => {
  const { store } = await storeWithBucket(t);
  const upload = (headers: Record<string, string>, body = 'hello') =>
    sendSigned(store, { method: 'PUT', path: '/bucket/key', headers }, body);
  const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
  assert.equal((await upload({ 'content-md5': md5('hello') })).status, 200);
  assert.equal((await upload({ 'content-md5': md5('other') })).code, 'BadDigest');
  assert.equal((await upload({ 'content-md5': 'nonsense' })).code, 'InvalidDigest');
  const wrong = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 };
  for (const [name, length] of Object.entries(wrong)) {
    const value = Buffer.alloc(length, 1).toString('base64');
    assert.equal((await upload({ [`x-amz-checksum-${name}`]: value })).code, 'BadDigest', name);
    assert.equal((await upload({ [`x-amz-checksum-${name}`]: 'AA==' })).code, 'InvalidRequest', name);
    const trailed = await upload(
      {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '5',
        'x-amz-trailer': `x-amz-checksum-${name}`,
        'content-encoding': 'aws-chunked',
      },
      `5\r\nhello\r\n0\r\nx-amz-checksum-${name}:${value}\r\n\r\n`,
    );
    assert.equal(trailed.code, 'BadDigest', `${name} as a trailer`);
  }
  assert.equal(
    (await upload({ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'A' })).code,
    'InvalidRequest',
  );
  assert.equal(await blobCount(store), 1, 'the one good upload, and nothing of the refused ones');
});

test('what is not there says so, and what is malformed is told', async (t) => {
  const { store } = await storeWithBucket(t);
  const cases: readonly (readonly [code: string, method: string, path: string, query?: string, headers?: Record<string, string>, body?: string])[] = [
    ['NotImplemented', 'GET', '/bucket', 'encryption='],
    ['NotImplemented', 'GET', '/bucket/key', 'legal-hold='],
    ['NoSuchVersion', 'GET', '/bucket/key', 'versionId=0123456789abcdef0123456789abcdef'],
    ['InvalidArgument', 'GET', '/bucket/key', 'versionId='],
    ['InvalidArgument', 'GET', '/bucket/key', 'versionId=abc'],
    ['InvalidArgument', 'DELETE', '/bucket/key', 'versionId=abc'],
    ['InvalidArgument', 'PUT', '/bucket/key', '', { 'x-amz-copy-source': 'bucket/key?versionId=abc' }],
    ['InvalidArgument', 'PUT', '/bucket/key', '', { 'x-amz-copy-source': 'bucket/%ZZ' }],
    ['InvalidArgument', 'PUT', '/bucket/key', '', { 'x-amz-copy-source': 'bucket/%FF' }],
    ['InvalidArgument', 'PUT', '/bucket/key', 'partNumber=0&uploadId=a', {}, 'x'],
    ['InvalidArgument', 'POST', '/bucket/key', 'uploadId=a', {}, '<CompleteMultipartUpload><Part><PartNumber>0</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>'],
    ['InvalidArgument', 'POST', '/bucket/key', 'uploadId=a', {}, '<CompleteMultipartUpload><Part><PartNumber>-4</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>'],
    ['NotImplemented', 'PUT', '/bucket/key', '', { 'if-match': '"a"', 'if-none-match': '*' }, 'x'],
    ['XAmzContentSHA256Mismatch', 'GET', '/bucket', '', { 'x-amz-content-sha256': '0'.repeat(64) }],
    ['XAmzContentSHA256Mismatch', 'DELETE', '/bucket/key', '', { 'x-amz-content-sha256': '0'.repeat(64) }],
    ['NoSuchUpload', 'GET', '/bucket/key', 'uploadId=1'],
    ['NotImplemented', 'PUT', '/bucket/key', '', { 'x-amz-grant-read': 'id="beta"' }, 'x'],
    ['InvalidArgument', 'PUT', '/bucket/key', '', { 'x-amz-acl': 'everybody' }, 'x'],
    ['MalformedACLError', 'PUT', '/bucket', 'acl='],
    ['AccessForbidden', 'OPTIONS', '/bucket/key', '', { origin: 'https://a', 'access-control-request-method': 'GET' }],
    ['BadRequest', 'OPTIONS', '/bucket/key'],
    ['NotImplemented', 'PUT', '/bucket/key', '', { 'x-amz-server-side-encryption': 'AES256' }, 'x'],
    ['NotImplemented', 'PUT', '/bucket/key', '', { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' }, 'x'],
    ['InvalidArgument', 'PUT', '/bucket/key', '', { 'x-amz-content-sha256': 'NONSENSE' }, 'x'],
    ['InvalidStorageClass', 'PUT', '/bucket/key', '', { 'x-amz-storage-class': 'GLACIER' }, 'x'],
    ['MetadataTooLarge', 'PUT', '/bucket/key', '', { 'x-amz-meta-a': 'x'.repeat(2048) }, 'x'],
    ['MethodNotAllowed', 'PATCH', '/bucket/key'],
    ['NoSuchBucket', 'GET', '/other-bucket/key'],
    ['InvalidBucketName', 'PUT', '/UPPER'],
    ['InvalidBucketName', 'PUT', '/192.168.0.1'],
    ['KeyTooLongError', 'PUT', `/bucket/${'k'.repeat(1025)}`, '', {}, 'x'],
    ['InvalidURI', 'GET', '/bucket/%FF'],
    ['InvalidArgument', 'GET', '/bucket', 'max-keys=-1'],
    ['InvalidArgument', 'GET', '/bucket', 'list-type=2&continuation-token=%21'],
    ['InvalidRequest', 'POST', '/bucket', 'delete=', {}, '<Delete/>'],
    ['IllegalLocationConstraintException', 'PUT', '/bucket2', '', {}, '<CreateBucketConfiguration><LocationConstraint>mars</LocationConstraint></CreateBucketConfiguration>'],
    ['MalformedXML', 'PUT', '/bucket2', '', {}, '<CreateBucketConfiguration>'],
    ['MalformedXML', 'PUT', '/bucket2', '', {}, '<!DOCTYPE a [<!ENTITY b "c">]><CreateBucketConfiguration/>'],
    ['MalformedXML', 'PUT', '/bucket2', '', {}, ' '.repeat(2 * 1024 * 1024 + 1)],
  ]; // biome-ignore format: one case a line
  for (const [code, method, path, query = '', headers = {}, body] of cases) {
    const answer = await sendSigned(store, { method, path, query, headers }, body);
    assert.equal(answer.code, code, `${method} ${path}?${query}: ${answer.body}`);
    assert.match(answer.body, /<RequestId>[0-9A-F]{16}<\/RequestId>/);
    assert.equal(answer.headers.get('content-type'), 'application/xml');
  }
  assert.equal(await blobCount(store), 0, 'nothing was left behind');
});
