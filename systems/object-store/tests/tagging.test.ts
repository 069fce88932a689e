/** Tags of objects and buckets: kept, replaced, copied, counted, and refused when they are none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';

test('tags of objects', async (t) => {
  const s3 = clientOf(t, await emptyStore(t), 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const tagsOf = async (Key: string): Promise<Record<string, string | undefined>> => {
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    return Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value]));
  };
  const Tagging = 'project=sea%20trial&stage=2&empty=';
  const given = { project: 'sea trial', stage: '2', empty: '' };
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', Tagging }));
  assert.deepEqual(await tagsOf('key'), given);
  assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'key' }))).TagCount, 3);

  const source = { Bucket, CopySource: `${Bucket}/key` };
  await s3.send(new CopyObjectCommand({ ...source, Key: 'copied' }));
  assert.deepEqual(await tagsOf('copied'), given);
  await s3.send(new CopyObjectCommand({ ...source, Key: 'replaced', TaggingDirective: 'REPLACE', Tagging: 'new=1' }));
  assert.deepEqual(await tagsOf('replaced'), { new: '1' });

  const TagSet = [{ Key: 'ä/b', Value: '@1' }];
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'key', Tagging: { TagSet } }));
  assert.deepEqual(await tagsOf('key'), { 'ä/b': '@1' });
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'key' }));
  assert.deepEqual(await tagsOf('key'), {});
  assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key: 'key' }))).TagCount, undefined);

  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts', Tagging }));
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'x' }));
  const Parts = [{ PartNumber: 1, ETag }];
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }));
  assert.deepEqual(await tagsOf('parts'), given);

  const eleven = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join('&');
  const refused = {
    BadRequest: [eleven],
    InvalidArgument: ['a=1&a=2', '=v', '=', 'a%', 'a=%ZZ', 'a=%FF'],
    InvalidTag: [`${'k'.repeat(129)}=`, `a=${'v'.repeat(257)}`, 'a=%3C', 'a?=v', 'a=v!', 'aws:a=b'],
  };
  for (const [code, headers] of Object.entries(refused)) {
    for (const wrong of headers) {
      const upload = s3.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'x', Tagging: wrong }));
      assert.equal(await refusal(upload), `400 ${code}`, wrong);
    }
  }
  for (const spelled of ['&', '&&k&', 'k=&']) {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'spelled', Body: 'x', Tagging: spelled }));
    assert.deepEqual(await tagsOf('spelled'), spelled.includes('k') ? { k: '' } : {}, spelled);
  }
  assert.equal(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' }))), '404 NotFound');
  assert.equal(await refusal(tagsOf('missing')), '404 NoSuchKey');
  const missing = new PutObjectTaggingCommand({ Bucket, Key: 'missing', Tagging: { TagSet } });
  assert.equal(await refusal(s3.send(missing)), '404 NoSuchKey');
});

test('tags of buckets', async (t) => {
  const s3 = clientOf(t, await emptyStore(t), 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const get = () => s3.send(new GetBucketTaggingCommand({ Bucket }));
  assert.equal(await refusal(get()), '404 NoSuchTagSet');
  const TagSet = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: `${index}` }));
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  assert.deepEqual((await get()).TagSet, TagSet);
  const tooMany = [...TagSet, { Key: 'k50', Value: '' }];
  const refused = s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tooMany } }));
  assert.equal(await refusal(refused), '400 BadRequest');
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
  assert.equal(await refusal(get()), '404 NoSuchTagSet');
});
