/** Reads: ranges, conditions, damage on the disk, and overwrites and deletions while somebody reads. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open, readdir, unlink } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { clientOf } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { type Answer, sendSigned, signedHeaders } from './signed.ts';
import type { StoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';

async function storeWith(t: TestContext, objects: Record<string, Buffer>): Promise<StoreProcess> {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [Key, Body] of Object.entries(objects)) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return store;
}

async function getBytes(store: StoreProcess, key: string, headers: Record<string, string>) {
  const signed: Record<string, string> = signedHeaders(store, { method: 'GET', path: `/${Bucket}/${key}`, headers });
  delete signed.host;
  const response = await fetch(`${store.url}/${Bucket}/${key}`, { headers: signed });
  return {
    status: response.status,
    range: response.headers.get('content-range'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

test('any range of a large object is that range', async (t) => {
  const bytes = randomBytes(2_500_000);
  const store = await storeWith(t, { large: bytes });
  const edges = fc.constantFrom(0, 1, 262_143, 262_144, 262_145, 1_048_575, 1_048_576, 2_097_152, 2_499_999);
  const position = fc.oneof(edges, fc.integer({ min: 0, max: bytes.length - 1 }));
  await fc.assert(
    fc.asyncProperty(position, position, async (a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const part = await getBytes(store, 'large', { range: `bytes=${first}-${last}` });
      assert.equal(part.status, 206);
      assert.equal(part.range, `bytes ${first}-${last}/${bytes.length}`);
      assert.ok(part.bytes.equals(bytes.subarray(first, last + 1)));
    }),
    { numRuns: 60 },
  );
});

test('open, suffix, excessive, absurd and unsatisfiable ranges', async (t) => {
  const store = await storeWith(t, { digits: Buffer.from('0123456789'), empty: Buffer.alloc(0) });
  const cases: readonly (readonly [key: string, range: string, status: number, body: string])[] = [
    ['digits', 'bytes=7-', 206, '789'],
    ['digits', 'bytes=-3', 206, '789'],
    ['digits', 'bytes=-99', 206, '0123456789'],
    ['digits', 'bytes=8-99', 206, '89'],
    ['digits', 'bytes=0-0', 206, '0'],
    ['digits', 'bytes=5-9999999999999999', 206, '56789'],
    ['digits', 'bytes=5-9223372036854775806', 206, '56789'],
    ['digits', 'Bytes=0-18446744073709551615', 206, '0123456789'],
    ['digits', 'bytes=-9223372036854775807', 206, '0123456789'],
    ['digits', 'bytes=9223372036854775807-', 416, ''],
    ['digits', 'bytes=9223372036854775807-9223372036854775806', 200, '0123456789'],
    ['digits', 'bytes=5-2', 200, '0123456789'],
    ['digits', 'bytes=0-1,3-4', 200, '0123456789'],
    ['digits', 'lines=0-1', 200, '0123456789'],
    ['digits', 'bytes=10-', 416, ''],
    ['digits', 'bytes=-0', 416, ''],
    ['empty', 'bytes=0-', 416, ''],
    ['empty', 'bytes=0-0', 416, ''],
    ['empty', 'bytes=-0', 416, ''],
    ['empty', 'bytes=-1', 200, ''],
  ];
  for (const [key, range, status, body] of cases) {
    const answer = await getBytes(store, key, { range });
    assert.equal(answer.status, status, `${key} ${range}`);
    if (status === 416) assert.equal(answer.range, `bytes */${key === 'empty' ? 0 : 10}`);
    else assert.equal(answer.bytes.toString(), body, `${key} ${range}`);
  }
});

test('If-Range holds for the date of the object, exactly', async (t) => {
  const store = await storeWith(t, { key: Buffer.from('0123456789') });
  const head = await sendSigned(store, { method: 'HEAD', path: '/bucket/key' });
  const date = head.headers.get('last-modified') ?? '';
  const later = new Date(Date.parse(date) + 1000).toUTCString();
  const status = async (ifRange: string): Promise<number> =>
    (await getBytes(store, 'key', { range: 'bytes=1-2', 'if-range': ifRange })).status;
  assert.deepEqual([await status(date), await status(later), await status('nonsense')], [206, 200, 200]);
  const etag = head.headers.get('etag') ?? '';
  assert.deepEqual([await status(etag), await status(`W/${etag}`), await status('*')], [206, 200, 200]);
});

test('conditions of reads and changes', async (t) => {
  const store = await storeWith(t, { key: Buffer.from('value') });
  const etag = '"2063c1608d6e0baf80249c42e2be5804"';
  const past = 'Mon, 01 Jan 2024 00:00:00 GMT';
  const future = new Date(Date.now() + 3_600_000).toUTCString();
  const send = (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> =>
    sendSigned(store, { method, path, headers }, body);
  const cases: readonly (readonly [status: number, method: string, path: string, headers: Record<string, string>])[] = [
    [412, 'GET', '/bucket/key', { 'if-match': `W/${etag}` }],
    [200, 'GET', '/bucket/key', { 'if-unmodified-since': '0' }],
    [200, 'GET', '/bucket/key', { 'if-unmodified-since': '1990-01-01T00:00:00Z' }],
    [200, 'GET', '/bucket/key', { 'if-modified-since': '1/1/2099' }],
    [200, 'GET', '/bucket/key', { 'if-match': etag }],
    [200, 'GET', '/bucket/key', { 'if-match': `"other", ${etag}` }],
    [412, 'GET', '/bucket/key', { 'if-match': '"other"' }],
    [304, 'GET', '/bucket/key', { 'if-none-match': etag }],
    [304, 'HEAD', '/bucket/key', { 'if-none-match': '*' }],
    [200, 'GET', '/bucket/key', { 'if-none-match': '"other"' }],
    [304, 'GET', '/bucket/key', { 'if-modified-since': future }],
    [200, 'GET', '/bucket/key', { 'if-modified-since': past }],
    [412, 'GET', '/bucket/key', { 'if-unmodified-since': past }],
    [200, 'GET', '/bucket/key', { 'if-match': etag, 'if-unmodified-since': past }],
    [200, 'GET', '/bucket/key', { 'if-none-match': '"other"', 'if-modified-since': future }],
    [200, 'GET', '/bucket/key', { 'if-range': '"other"', range: 'bytes=0-1' }],
    [206, 'GET', '/bucket/key', { 'if-range': etag, range: 'bytes=0-1' }],
    [412, 'PUT', '/bucket/key', { 'if-none-match': '*' }],
    [412, 'PUT', '/bucket/key', { 'if-match': '"other"' }],
    [412, 'PUT', '/bucket/key', { 'if-match': `W/${etag}` }],
    [412, 'DELETE', '/bucket/key', { 'if-match': `W/${etag}` }],
    [404, 'PUT', '/bucket/missing', { 'if-match': '"other"' }],
    [501, 'PUT', '/bucket/key', { 'if-none-match': '"other"' }],
    [412, 'DELETE', '/bucket/key', { 'if-match': '"other"' }],
    [200, 'PUT', '/bucket/fresh', { 'if-none-match': '*' }],
    [200, 'PUT', '/bucket/key', { 'if-match': etag }],
    [204, 'DELETE', '/bucket/fresh', { 'if-match': '*' }],
  ];
  for (const [status, method, path, headers] of cases) {
    const answer = await send(method, path, headers, method === 'PUT' ? 'new value' : undefined);
    assert.equal(answer.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
  }
  const race = await Promise.all(
    Array.from({ length: 20 }, (_, index) => send('PUT', '/bucket/race', { 'if-none-match': '*' }, `${index}`)),
  );
  assert.equal(race.filter(({ status }) => status === 200).length, 1, 'one creator among twenty');
});

async function onlyBlob(store: StoreProcess): Promise<string> {
  const files = await readdir(join(store.dataDirectory, 'chunks'), { recursive: true, withFileTypes: true });
  const [file, ...others] = files.filter((entry) => entry.isFile());
  assert.ok(file !== undefined && others.length === 0);
  return join(file.parentPath, file.name);
}

async function flipBit(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, position);
  await file.close();
}

test('one flipped bit on the disk: 500 and a log line, never wrong bytes; the undamaged blocks are still served', async (t) => {
  const bytes = randomBytes(1_000_000);
  const store = await storeWith(t, { key: bytes });
  await flipBit(await onlyBlob(store), 600_000);
  const whole = await getBytes(store, 'key', {});
  assert.equal(whole.status, 500);
  assert.match(whole.bytes.toString(), /<Code>InternalError</);
  await store.logged(/is damaged at block 2/);
  assert.equal((await getBytes(store, 'key', { range: 'bytes=524288-524290' })).status, 500);
  const before = await getBytes(store, 'key', { range: 'bytes=0-524287' });
  assert.ok(before.bytes.equals(bytes.subarray(0, 524_288)));
});

test('damage after the first megabyte cuts the connection before a wrong byte', async (t) => {
  const bytes = randomBytes(3_000_000);
  const store = await storeWith(t, { key: bytes });
  await flipBit(await onlyBlob(store), 2_999_999);
  const headers = signedHeaders(store, { method: 'GET', path: `/${Bucket}/key` });
  const sent = request(`${store.url}/${Bucket}/key`, { headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  await assert.rejects(async () => {
    for await (const part of response) parts.push(part as Buffer);
  }, /aborted/);
  const received = Buffer.concat(parts);
  assert.ok(received.length < bytes.length && received.equals(bytes.subarray(0, received.length)));
});

test('a truncated and a missing blob are 500', async (t) => {
  const store = await storeWith(t, { key: randomBytes(300_000) });
  const path = await onlyBlob(store);
  const file = await open(path, 'r+');
  await file.truncate(299_999);
  await file.close();
  assert.equal((await getBytes(store, 'key', {})).status, 500);
  await unlink(path);
  assert.equal((await getBytes(store, 'key', {})).status, 500);
});

test('who has begun to read an object gets all of it, though it is overwritten or deleted meanwhile', async (t) => {
  const bytes = randomBytes(20_000_000);
  const store = await storeWith(t, { overwritten: bytes, deleted: bytes });
  const s3 = clientOf(t, store, 'alpha');
  const readers = await Promise.all(
    ['overwritten', 'deleted'].map(async (key) => {
      const headers = signedHeaders(store, { method: 'GET', path: `/${Bucket}/${key}` });
      const sent = request(`${store.url}/${Bucket}/${key}`, { headers }).end();
      return ((await once(sent, 'response')) as [IncomingMessage])[0];
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket, Key: 'overwritten', Body: 'new' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
  assert.equal((await getBytes(store, 'overwritten', {})).bytes.toString(), 'new');
  for (const reader of readers) {
    const parts: Buffer[] = [];
    for await (const part of reader) parts.push(part as Buffer);
    assert.ok(Buffer.concat(parts).equals(bytes));
  }
});
