/** Conditions of deletions speak of what is to be deleted: the version that is named, or else the object as it shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { clientOf, refusal } from '../clients.ts';
import { startStoreProcess } from '../store-process.ts';

const Bucket = 'bucket';
const Key = 'key';

test('a condition on a named version is judged by that version, alone and among many', async (t) => {
  const s3 = clientOf(t, await startStoreProcess(t), 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const old = await put('old');
  const latest = await put('latest');
  const versions = async () =>
    (await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions?.map(({ VersionId }) => VersionId);
  const remove = (VersionId: string | undefined, IfMatch: string | undefined) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, IfMatch }));
  assert.equal(await refusal(remove(old.VersionId, latest.ETag)), '412 PreconditionFailed');
  assert.equal(await refusal(remove(latest.VersionId, old.ETag)), '412 PreconditionFailed');
  const Objects = [
    { Key, VersionId: old.VersionId, ETag: latest.ETag },
    { Key, VersionId: latest.VersionId, ETag: latest.ETag },
  ];
  const batch = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.deepEqual(
    [batch.Errors?.map(({ Code }) => Code), batch.Deleted?.map(({ VersionId }) => VersionId)],
    [['PreconditionFailed'], [latest.VersionId]],
  );
  assert.deepEqual(await versions(), [old.VersionId]);
  await remove(old.VersionId, old.ETag);
  assert.equal(await versions(), undefined);
});
