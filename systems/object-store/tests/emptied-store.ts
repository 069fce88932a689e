/**
 * One store for all tests of a file, and yet each of them finds it empty, for tests that look at all it holds or that share the name of a
 * bucket. Not for a test that ends it, or that breaks its folder.
 */
import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { chunkFilesLeft } from './chunk-files.ts';
import { clientOf } from './clients.ts';
import { apiKeys } from './files-credentials.ts';
import { credentials, type Lifetime, oneStore, type StoreProcess, type Tenant } from './store-process.ts';

/** The store is emptied when the next test asks for it: by then nothing of the one before still holds a connection. */
export function oneEmptyStore(): (t: Lifetime) => Promise<StoreProcess> {
  const started = oneStore();
  let used = false;
  return async (t) => {
    const store = await started();
    if (used) await empty(t, store);
    used = true;
    return store;
  };
}

async function empty(t: Lifetime, store: StoreProcess): Promise<void> {
  for (const tenant of Object.keys(credentials) as Tenant[]) {
    const s3 = clientOf(t, store, tenant);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    for (const { Name } of Buckets) await removeBucket(s3, Name);
    await removeFiles(store, tenant);
  }
  await chunkFilesLeft(store, 0);
}

async function removeBucket(s3: S3Client, Bucket: string | undefined): Promise<void> {
  // A policy may deny its owner everything but this.
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  for (let left = true; left; ) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    left = Objects.length > 0;
    if (left) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

/** Those that are still being uploaded are refused until the store has noticed that their client is gone. */
async function removeFiles(store: StoreProcess, tenant: Tenant): Promise<void> {
  const ask = (method: string, path: string) =>
    fetch(`${store.url}${path}`, { method, headers: { 'x-api-key': apiKeys[tenant] } });
  const list = async () => ((await (await ask('GET', '/files?per_page=100')).json()) as Listed).files;
  for (let files = await list(); files.length > 0; files = await list())
    for (const { file_id } of files) await ask('DELETE', `/files/${file_id}`);
}

interface Listed {
  readonly files: readonly { readonly file_id: string }[];
}
