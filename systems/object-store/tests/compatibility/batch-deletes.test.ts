/** Many deletions in one request: how many, how each answers, and what the request must bring. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clientOf, refusal } from '../clients.ts';
import { type Answer, sendSigned } from '../signed.ts';
import { type StoreProcess, startStoreProcess } from '../store-process.ts';

const Bucket = 'bucket';

async function storeWith(t: TestContext, keys: readonly string[]): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))));
  return { store, s3 };
}

function send(store: StoreProcess, xml: string, headers?: Record<string, string>): Promise<Answer> {
  const md5 = createHash('md5').update(xml).digest('base64');
  const request = { method: 'POST', path: '/bucket', query: 'delete=', headers: headers ?? { 'content-md5': md5 } };
  return sendSigned(store, request, xml);
}

test('a thousand keys at once, and not one more; those that are not there are deleted, too', async (t) => {
  const { s3 } = await storeWith(t, ['here', 'stays']);
  const batch = (count: number) =>
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: Array.from({ length: count }, (_, index) => ({ Key: index === 0 ? 'here' : `${index}` })) },
    });
  assert.equal(await refusal(s3.send(batch(1001))), '400 MalformedXML');
  assert.equal((await s3.send(batch(1000))).Deleted?.length, 1000);
  const left = await s3.send(new ListObjectsV2Command({ Bucket }));
  assert.deepEqual(left.Contents?.map(({ Key }) => Key), ['stays']); // biome-ignore format: one line
});

test('quiet answers tell failures only, and one key twice is answered twice', async (t) => {
  const { s3 } = await storeWith(t, ['a', 'b', 'kept']);
  const Objects = [{ Key: 'a' }, { Key: 'a' }, { Key: 'b' }, { Key: 'kept', ETag: '"other"' }];
  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  assert.deepEqual([quiet.Deleted, quiet.Errors?.map(({ Key }) => Key)], [undefined, ['kept']]);
  const loud = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.deepEqual(loud.Deleted?.map(({ Key }) => Key), ['a', 'a', 'b']); // biome-ignore format: one line
});

test('a body that is not what was meant deletes nothing', async (t) => {
  const { store, s3 } = await storeWith(t, ['a']);
  const good = '<Delete><Object><Key>a</Key></Object></Delete>';
  for (const [code, xml, headers] of [
    ['MalformedXML', '<Delete></Delete>'],
    ['MalformedXML', '<Delete><Object></Object></Delete>'],
    ['MalformedXML', '<Delete><Object><Key>a</Key></Object>'],
    ['MalformedXML', '<Deletes><Object><Key>a</Key></Object></Deletes>'],
    ['MalformedXML', ''],
    ['BadDigest', good, { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['BadDigest', good, { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['InvalidRequest', good, {}],
  ] as const) {
    const answer = await send(store, xml, headers);
    assert.equal(answer.code, code, `${xml} ${JSON.stringify(headers)}: ${answer.body}`);
  }
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 1);
  const namespaced = good.replace('<Delete>', '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">');
  assert.equal((await send(store, `<?xml version="1.0"?>\n${namespaced}\n`)).status, 200);
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
});
