/** Tenants are isolated: every operation, tried with the other tenant's valid credentials against an existing bucket and key. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { changedAfterSigning, clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';

const emptyStore = oneEmptyStore();

test("no operation reaches another tenant's bucket, whatever headers claim", async (t) => {
  const store = await emptyStore(t);
  const alpha = clientOf(t, store, 'alpha');
  const betas = [
    clientOf(t, store, 'beta'),
    changedAfterSigning(clientOf(t, store, 'beta'), (request) => {
      Object.assign(request.headers, { 'x-tenant-id': 'alpha' });
    }),
  ];
  const Bucket = 'alphas';
  const Key = 'secret';
  await alpha.send(new CreateBucketCommand({ Bucket }));
  await alpha.send(new PutObjectCommand({ Bucket, Key, Body: 'of alpha' }));

  for (const beta of betas) {
    const attempts = {
      create: () => beta.send(new CreateBucketCommand({ Bucket })),
      headBucket: () => beta.send(new HeadBucketCommand({ Bucket })),
      location: () => beta.send(new GetBucketLocationCommand({ Bucket })),
      list: () => beta.send(new ListObjectsCommand({ Bucket })),
      listV2: () => beta.send(new ListObjectsV2Command({ Bucket })),
      get: () => beta.send(new GetObjectCommand({ Bucket, Key })),
      getMissing: () => beta.send(new GetObjectCommand({ Bucket, Key: 'missing' })),
      head: () => beta.send(new HeadObjectCommand({ Bucket, Key })),
      put: () => beta.send(new PutObjectCommand({ Bucket, Key, Body: 'of beta' })),
      delete: () => beta.send(new DeleteObjectCommand({ Bucket, Key })),
      attributes: () => beta.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag'] })),
      tags: () => beta.send(new GetObjectTaggingCommand({ Bucket, Key })),
      setTags: () => beta.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } })),
      removeTags: () => beta.send(new DeleteObjectTaggingCommand({ Bucket, Key })),
      bucketTags: () => beta.send(new GetBucketTaggingCommand({ Bucket })),
      setBucketTags: () => beta.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
      versioning: () => beta.send(new GetBucketVersioningCommand({ Bucket })),
      setVersioning: () =>
        beta.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
      versions: () => beta.send(new ListObjectVersionsCommand({ Bucket })),
      getVersion: () => beta.send(new GetObjectCommand({ Bucket, Key, VersionId: 'null' })),
      deleteVersion: () => beta.send(new DeleteObjectCommand({ Bucket, Key, VersionId: 'null' })),
      uploads: () => beta.send(new ListMultipartUploadsCommand({ Bucket })),
      beginUpload: () => beta.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      deleteBucket: () => beta.send(new DeleteBucketCommand({ Bucket })),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      const expected = name === 'create' ? '409 BucketAlreadyExists' : /^403 /;
      assert.match(await refusal(attempt()), new RegExp(expected), name);
    }
    const { Errors } = await beta.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    assert.deepEqual(
      Errors?.map(({ Code }) => Code),
      ['AccessDenied'],
    );
    const own = { Bucket: 'betas' };
    await beta.send(new CreateBucketCommand(own)).catch(() => undefined);
    for (const CopySource of [`${Bucket}/${Key}`, `${Bucket}/${Key}?versionId=null`]) {
      assert.equal(await refusal(beta.send(new CopyObjectCommand({ ...own, Key, CopySource }))), '403 AccessDenied');
      const { UploadId } = await beta.send(new CreateMultipartUploadCommand({ ...own, Key }));
      const theft = new UploadPartCopyCommand({ ...own, Key, UploadId, PartNumber: 1, CopySource });
      assert.equal(await refusal(beta.send(theft)), '403 AccessDenied');
    }
    assert.deepEqual(
      (await beta.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
      ['betas'],
    );
    const url = await getSignedUrl(beta, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });
    assert.equal((await fetch(url)).status, 403);
  }
  const read = await alpha.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await read.Body?.transformToString(), 'of alpha');
});

test('a bucket name that changes hands during an upload does not take the upload with it', async (t) => {
  const store = await emptyStore(t);
  const alpha = clientOf(t, store, 'alpha');
  const beta = clientOf(t, store, 'beta');
  const Bucket = 'changing-hands';
  await alpha.send(new CreateBucketCommand({ Bucket }));
  const gate = Promise.withResolvers<void>();
  async function* slowBody(): AsyncGenerator<Buffer> {
    yield Buffer.from('half');
    await gate.promise;
    yield Buffer.from('half');
  }
  const upload = refusal(
    alpha.send(new PutObjectCommand({ Bucket, Key: 'late', Body: Readable.from(slowBody()), ContentLength: 8 })),
  );
  await untilTemporaryFile(store.dataDirectory);
  await alpha.send(new DeleteBucketCommand({ Bucket }));
  await beta.send(new CreateBucketCommand({ Bucket }));
  gate.resolve();
  assert.equal(await upload, '404 NoSuchBucket');
  assert.equal((await beta.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
});

async function untilTemporaryFile(dataDirectory: string): Promise<void> {
  while ((await readdir(join(dataDirectory, 'incoming'))).length === 0) await sleep(5);
}
