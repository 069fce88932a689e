/** CORS and lifecycle of buckets, through the real process: what browsers are told, and what goes by itself. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { ask } from './files-client.ts';
import type { StoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';

async function storeWithBucket(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3 };
}

test('a browser is told what the CORS rules say, on preflights, answers and refusals', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const url = `${store.url}/${Bucket}/key`;
  const ask = (origin: string, method: string, headers?: string): Promise<Response> =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
      },
    });
  assert.equal(await refusal(s3.send(new GetBucketCorsCommand({ Bucket }))), '404 NoSuchCORSConfiguration');
  assert.equal((await ask('https://a.example.com', 'GET')).status, 403);
  const CORSRules = [
    {
      AllowedOrigins: ['https://*.example.com'],
      AllowedMethods: ['PUT', 'GET'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 60,
    },
    { AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
  ];
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  assert.deepEqual((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules, CORSRules);

  const allowed = await ask('https://a.example.com', 'PUT', 'X-Amz-Date, content-type');
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://a.example.com');
  assert.equal(allowed.headers.get('access-control-allow-headers'), 'x-amz-date, content-type');
  assert.match(allowed.headers.get('vary') ?? '', /Origin/);
  assert.equal((await ask('https://elsewhere.org', 'PUT')).status, 403);
  assert.equal((await ask('https://elsewhere.org', 'GET')).headers.get('access-control-allow-origin'), '*');

  const refused = await fetch(url, { headers: { origin: 'https://a.example.com' } });
  assert.equal(refused.status, 403, 'CORS lets nobody in who may not read');
  assert.equal(refused.headers.get('access-control-allow-origin'), 'https://a.example.com');
  assert.equal(refused.headers.get('access-control-expose-headers'), 'ETag');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', ACL: 'public-read' }));
  const read = await fetch(url, { headers: { origin: 'https://elsewhere.org' } });
  assert.equal(read.status, 200);
  assert.equal(read.headers.get('access-control-allow-origin'), '*');
  assert.equal((await fetch(url)).headers.get('access-control-allow-origin'), null);

  await s3.send(new DeleteBucketCorsCommand({ Bucket }));
  assert.equal((await ask('https://a.example.com', 'GET')).status, 403);
});

test('a page may ask before it uses a presigned URL, and is told when there is no bucket', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const CORSRules = [{ AllowedOrigins: ['https://a.example'], AllowedMethods: ['PUT'], AllowedHeaders: ['*'] }];
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const ask = async (url: string, more: Record<string, string>) => {
    const answer = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://a.example', ...more } });
    return `${answer.status} ${/<Code>(\w+)</.exec(await answer.text())?.[1] ?? answer.headers.get('access-control-allow-origin')}`;
  };
  const asked = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'key' }), { expiresIn: 60 });
  assert.equal(await ask(url, asked), '200 https://a.example');
  assert.equal(await ask(url, { ...asked, 'access-control-request-method': 'GET' }), '403 AccessForbidden');
  assert.equal(await ask(`${store.url}/not-there/key`, asked), '404 NoSuchBucket');
  assert.equal(await ask(url, {}), '400 BadRequest');
});

function setRules(s3: S3Client, ...Rules: LifecycleRule[]): Promise<unknown> {
  return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
}

test('lifecycle rules are kept, told on objects, and refused when they ask for more than there is', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const none = new GetBucketLifecycleConfigurationCommand({ Bucket });
  assert.equal(await refusal(s3.send(none)), '404 NoSuchLifecycleConfiguration');
  const rule: LifecycleRule = { ID: 'logs', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } };
  await setRules(s3, rule);
  assert.deepEqual((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules, [rule]);
  const midnight = new Date(Math.floor(Date.now() / 86_400_000 + 2) * 86_400_000).toUTCString();
  const expected = `expiry-date="${midnight}", rule-id="logs"`;
  const stored = await s3.send(new PutObjectCommand({ Bucket, Key: 'logs/a', Body: 'x' }));
  assert.equal(stored.Expiration, expected);
  assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'logs/a' }))).Expiration, expected);
  assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key: 'logs/a' }))).Expiration, expected);
  assert.equal((await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))).Expiration, undefined);

  const transition = setRules(s3, { ...rule, Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] });
  assert.equal(await refusal(transition), '501 NotImplemented');
  const noon = setRules(s3, { ...rule, Expiration: { Date: new Date('2026-01-01T12:00:00Z') } });
  assert.equal(await refusal(noon), '400 InvalidArgument');
  await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  assert.equal(await refusal(s3.send(none)), '404 NoSuchLifecycleConfiguration');
});

test('what is due goes by itself, and nothing else', async (t) => {
  const { s3, store } = await storeWithBucket(t);
  for (const Key of ['old/a', 'old/b', 'young/c']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const past = { Date: new Date('2020-01-01T00:00:00Z') };
  await setRules(
    s3,
    { ID: 'past', Status: 'Enabled', Filter: { Prefix: 'old/' }, Expiration: past },
    { ID: 'later', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
  );
  const keys = async (): Promise<string> => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key).join();
  };
  const untilMs = performance.now() + 30_000;
  while ((await keys()).includes('old/') && performance.now() < untilMs) await sleep(100);
  assert.equal(await keys(), 'young/c');
  const metrics = (await ask(store, 'operator', 'GET', '/metrics')).bytes.toString();
  assert.match(metrics, /^object_store_expired_objects_total 2$/m);
});
