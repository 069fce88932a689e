/** Upload forms as browsers send them, signed here by hand from AWS's description, against the real process. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { credentials, type StoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'forms';

interface Signing {
  readonly conditions?: readonly unknown[];
  readonly expiresInMs?: number;
  readonly region?: string;
  readonly secret?: string;
}

/** The fields of a form that may say what `fields` say and what `conditions` allow besides. */
function signed(fields: Readonly<Record<string, string>>, signing: Signing = {}): Record<string, string> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [amzDate.slice(0, 8), signing.region ?? 'us-east-1', 's3', 'aws4_request'];
  const all = {
    ...fields,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [credentials.alpha.accessKeyId, ...scope].join('/'),
    'x-amz-date': amzDate,
  };
  const exact = Object.entries(all).filter(([name]) => name !== 'key');
  const conditions = [
    { bucket: Bucket },
    ['starts-with', '$key', ''],
    ...exact.map(([name, value]) => ({ [name]: value })),
    ...(signing.conditions ?? []),
  ];
  const expiration = new Date(Date.now() + (signing.expiresInMs ?? 60_000)).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const secret = signing.secret ?? credentials.alpha.secretAccessKey;
  const key = scope.reduce<string | Buffer>(
    (by, step) => createHmac('sha256', by).update(step).digest(),
    `AWS4${secret}`,
  );
  return { ...all, policy, 'x-amz-signature': createHmac('sha256', key).update(policy).digest('hex') };
}

interface Posted {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
  readonly headers: Headers;
}

async function post(
  store: StoreProcess,
  fields: Readonly<Record<string, string>>,
  file?: File | string,
): Promise<Posted> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined)
    form.append('file', typeof file === 'string' ? new File([file], 'C:\\ships\\sloop.txt') : file);
  const response = await fetch(`${store.url}/${Bucket}`, { method: 'POST', body: form, redirect: 'manual' });
  const body = await response.text();
  return { status: response.status, code: /<Code>(\w+)</.exec(body)?.[1], body, headers: response.headers };
}

async function storeWithBucket(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3 };
}

test('a form stores its file with all it says about it', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const fields = {
    key: `user/\${filename}`,
    'Content-Type': 'text/x-ship',
    'x-amz-meta-flag': 'red',
    acl: 'public-read',
    tagging: '<Tagging><TagSet><Tag><Key>a b</Key><Value>c&amp;d</Value></Tag></TagSet></Tagging>'.replace(
      '&amp;',
      '+',
    ),
  };
  const answer = await post(store, signed(fields), 'ahoy');
  assert.equal(answer.status, 204, answer.body);
  const Key = 'user/sloop.txt';
  assert.equal(answer.headers.get('location'), `${store.url}/${Bucket}/${Key}`);
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await read.Body?.transformToString(), 'ahoy');
  assert.equal(read.ContentType, 'text/x-ship');
  assert.deepEqual(read.Metadata, { flag: 'red' });
  assert.equal(read.ETag, answer.headers.get('etag'));
  const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
  assert.deepEqual(TagSet, [{ Key: 'a b', Value: 'c+d' }]);
  assert.equal((await fetch(`${store.url}/${Bucket}/${Key}`)).status, 200, 'it is public');
});

test('fields that have a file name, as Python gives them, are fields like others', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const form = new FormData();
  const fields = signed({ key: `user/\${filename}`, 'Content-Type': '' });
  for (const [name, value] of Object.entries(fields)) form.append(name, new File([value], name));
  form.append('file', new File(['ahoy'], 'sloop.txt'));
  form.append('later', new File(['is read over'], 'later.txt'));
  const answer = await fetch(`${store.url}/${Bucket}`, { method: 'POST', body: form });
  assert.equal(answer.status, 204, await answer.text());
  const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'user/sloop.txt' }));
  assert.equal(ContentType, 'binary/octet-stream', 'a type that says nothing is none');
});

test('the answer is what the form asked for', async (t) => {
  const { store } = await storeWithBucket(t);
  const created = await post(store, signed({ key: 'ä b', success_action_status: '201' }), 'x');
  assert.equal(created.status, 201);
  assert.match(
    created.body,
    /<PostResponse.*<Location>http:\/\/.*\/forms\/%C3%A4%20b<\/Location><Bucket>forms<.*<Key>ä b<.*<ETag>/,
  );
  const moved = await post(store, signed({ key: 'k', success_action_redirect: 'http://example.com/done?a=1' }), 'x');
  assert.equal(moved.status, 303);
  assert.match(
    moved.headers.get('location') ?? '',
    /^http:\/\/example\.com\/done\?a=1&bucket=forms&key=k&etag=%22[0-9a-f]{32}%22$/,
  );
});

test('a large file streams through', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const bytes = Buffer.alloc(20_000_003, 'abcdefg');
  assert.equal((await post(store, signed({ key: 'large' }), new File([bytes], 'large'))).status, 204);
  assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'large' }))).ContentLength, bytes.length);
});

test('what was not signed for is refused, and leaves nothing', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const key = 'k';
  const range = (least: number, most: number): Signing => ({ conditions: [['content-length-range', least, most]] });
  const good = signed({ key });
  const { policy = '', ...unsigned } = good;
  const wider = Buffer.from(policy, 'base64').toString().replace('"bucket":"forms"', '"bucket":"forma"');
  const cases: readonly (readonly [code: string, what: string, fields: Record<string, string>, file?: File | string])[] = [
    ['AccessDenied', 'a field more', { ...good, acl: 'public-read' }, 'x'],
    ['AccessDenied', 'an expired policy', signed({ key }, { expiresInMs: -1 }), 'x'],
    ['AccessDenied', 'a key that the policy does not allow', signed({ key }, { conditions: [['starts-with', '$key', 'user/']] }), 'x'],
    ['AccessDenied', 'a condition on a field that is missing', signed({ key }, { conditions: [{ acl: 'private' }] }), 'x'],
    ['InvalidArgument', 'a signature without its policy', unsigned, 'x'],
    ['InvalidArgument', 'a policy without its signature', { key, policy }, 'x'],
    ['InvalidArgument', 'a date that is none', { ...good, 'x-amz-date': 'today' }, 'x'],
    ['InvalidArgument', 'a credential that is none', { ...good, 'x-amz-credential': 'me' }, 'x'],
    ['AccessDenied', 'nobody', { key }, 'x'],
    ['SignatureDoesNotMatch', 'another policy than was signed', { ...good, policy: Buffer.from(wider).toString('base64') }, 'x'],
    ['SignatureDoesNotMatch', 'another secret', signed({ key }, { secret: 'something else' }), 'x'],
    ['InvalidAccessKeyId', 'another access key', { ...good, 'x-amz-credential': (good['x-amz-credential'] ?? '').replace('ALPHA', 'OMEGA') }, 'x'],
    ['InvalidArgument', 'another region', signed({ key }, { region: 'eu-west-1' }), 'x'],
    ['InvalidArgument', 'another algorithm', { ...good, 'x-amz-algorithm': 'none' }, 'x'],
    ['EntityTooLarge', 'a file too large', signed({ key }, range(0, 10)), 'x'.repeat(11)],
    ['EntityTooLarge', 'a file much too large', signed({ key }, range(0, 10)), 'x'.repeat(3_000_000)],
    ['EntityTooSmall', 'a file too small', signed({ key }, range(5, 10)), 'x'],
    ['InvalidArgument', 'no key', signed({}), 'x'],
    ['InvalidArgument', 'no file', good],
    ['InvalidArgument', 'an unknown ACL', signed({ key, acl: 'everybody' }), 'x'],
    ['InvalidArgument', 'an encoding that no header can say', signed({ key, 'content-encoding': 'ä\u0416' }), 'x'],
    ['BadDigest', 'another checksum', signed({ key, 'x-amz-checksum-crc32': 'AAAAAA==' }), 'x'],
    ['KeyTooLongError', 'a key too long', signed({ key: 'k'.repeat(1025) }), 'x'],
    ['AccessDenied', 'a type beside the one it allows', { ...signed({ key }, { conditions: [['starts-with', '$Content-Type', 'image/']] }), 'Content-Type': 'image/png, text/html' }, 'x'],
    ['MaxPostPreDataLengthExceededError', 'fields too long', { ...good, 'x-ignore-a': 'x'.repeat(21_000) }, 'x'],
    ['InvalidPolicyDocument', 'an empty condition', signed({ key }, { conditions: [{}] }), 'x'],
    ['InvalidPolicyDocument', 'two conditions in one', signed({ key }, { conditions: [{ 'x-a': '1', 'x-b': '2' }] }), 'x'],
    ['InvalidPolicyDocument', 'a policy with an unknown condition', signed({ key }, { conditions: [['ends-with', '$key', 'k']] }), 'x'],
  ]; // biome-ignore format: one case a line
  for (const [code, what, fields, file] of cases) assert.equal((await post(store, fields, file)).code, code, what);
  const notAForm = await fetch(`${store.url}/${Bucket}`, { method: 'POST', body: 'key=k' });
  assert.equal(notAForm.status, 412);
  assert.match(await notAForm.text(), /<Condition>Bucket POST must be of the enclosure-type multipart\/form-data</);
  const boundary = { 'content-type': 'multipart/form-data; boundary=b' };
  const broken = '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf a fi';
  const brokenOff = await fetch(`${store.url}/${Bucket}`, { method: 'POST', headers: boundary, body: broken });
  assert.ok(brokenOff.status >= 400 && brokenOff.status < 500);
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
});

test('a form that nobody signed reaches a bucket that everybody may write to, and no further', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  assert.equal((await post(store, { key: 'letter' }, 'hello')).status, 204);
  assert.equal((await post(store, { key: 'letter', acl: 'public-read' }, 'hello')).code, 'AccessDenied');
});
