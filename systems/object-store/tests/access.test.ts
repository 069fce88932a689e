/** Who is let in, through the real process: nobody, strangers and owners, by bucket policies and by canned ACLs. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { clientOf, nobodyOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'harbour';
const objects = `arn:aws:s3:::${Bucket}/*`;

interface Everybody {
  readonly alpha: S3Client;
  readonly beta: S3Client;
  readonly nobody: S3Client;
  readonly setPolicy: (...statements: object[]) => Promise<unknown>;
}

async function everybody(t: TestContext): Promise<Everybody> {
  const store = await emptyStore(t);
  const alpha = clientOf(t, store, 'alpha');
  await alpha.send(new CreateBucketCommand({ Bucket }));
  await alpha.send(new PutObjectCommand({ Bucket, Key: 'open/a', Body: 'a' }));
  await alpha.send(new PutObjectCommand({ Bucket, Key: 'shut/b', Body: 'b' }));
  const setPolicy = (...Statement: object[]) =>
    alpha.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  return { alpha, beta: clientOf(t, store, 'beta'), nobody: nobodyOf(t, store), setPolicy };
}

const get = (Key: string) => new GetObjectCommand({ Bucket, Key });
const put = (Key: string) => new PutObjectCommand({ Bucket, Key, Body: 'x' });
const list = (Prefix?: string) => new ListObjectsV2Command({ Bucket, Prefix });

async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'allowed',
    (error) => refusal(Promise.reject(error)),
  );
}

test('without a policy nobody and strangers may nothing', async (t) => {
  const { beta, nobody } = await everybody(t);
  for (const client of [beta, nobody]) {
    assert.equal(await refusal(client.send(get('open/a'))), '403 AccessDenied');
    assert.equal(await refusal(client.send(get('missing'))), '403 AccessDenied');
    assert.equal(await refusal(client.send(put('open/a'))), '403 AccessDenied');
    assert.equal(await refusal(client.send(list())), '403 AccessDenied');
    assert.equal(await refusal(client.send(new GetBucketPolicyCommand({ Bucket }))), '403 AccessDenied');
  }
  assert.equal(await refusal(nobody.send(new ListBucketsCommand({}))), '403 AccessDenied');
  assert.equal(await refusal(nobody.send(new CreateBucketCommand({ Bucket: 'nobodys' }))), '403 AccessDenied');
});

test('a policy lets in whom it names, to what it names, and no further', async (t) => {
  const { alpha, beta, nobody, setPolicy } = await everybody(t);
  await setPolicy(
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/open/*` },
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::beta:user/BETAKEY' },
      Action: 's3:PutObject',
      Resource: objects,
    },
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::beta:root' },
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${Bucket}`,
      Condition: { StringLike: { 's3:prefix': 'open/*' } },
    },
  );
  assert.equal(await (await nobody.send(get('open/a'))).Body?.transformToString(), 'a');
  assert.equal(await outcome(nobody.send(get('shut/b'))), '403 AccessDenied');
  assert.equal(
    await outcome(nobody.send(get('open/missing'))),
    '403 AccessDenied',
    'a 404 would tell which keys there are',
  );
  assert.equal(await outcome(nobody.send(put('open/a'))), '403 AccessDenied');
  assert.equal(await outcome(beta.send(put('from-beta'))), 'allowed');
  const withTags = new PutObjectCommand({ Bucket, Key: 'from-beta', Body: 'x', Tagging: 'a=b' });
  assert.equal(await outcome(beta.send(withTags)), '403 AccessDenied', 'tags need an action of their own');
  assert.equal(await outcome(beta.send(list('open/'))), 'allowed');
  assert.equal(await outcome(beta.send(list())), '403 AccessDenied');
  assert.equal(await outcome(beta.send(new DeleteObjectCommand({ Bucket, Key: 'open/a' }))), '403 AccessDenied');
  await beta.send(new CreateBucketCommand({ Bucket: 'betas' }));
  const copy = (source: string) =>
    beta.send(new CopyObjectCommand({ Bucket: 'betas', Key: 'copy', CopySource: `${Bucket}/${source}` }));
  assert.equal(await outcome(copy('open/a')), 'allowed');
  assert.equal(await outcome(copy('shut/b')), '403 AccessDenied');

  const { PolicyStatus } = await alpha.send(new GetBucketPolicyStatusCommand({ Bucket }));
  assert.equal(PolicyStatus?.IsPublic, true);
  await alpha.send(new DeleteBucketPolicyCommand({ Bucket }));
  assert.equal(await outcome(nobody.send(get('open/a'))), '403 AccessDenied');
  assert.equal(await refusal(alpha.send(new GetBucketPolicyCommand({ Bucket }))), '404 NoSuchBucketPolicy');
});

test('a Deny holds against the owner too, who can always take it back', async (t) => {
  const { alpha, setPolicy } = await everybody(t);
  await setPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}`, objects] });
  assert.equal(await outcome(alpha.send(get('open/a'))), '403 AccessDenied');
  assert.equal(await outcome(alpha.send(list())), '403 AccessDenied');
  const { Errors } = await alpha.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'open/a' }] } }));
  assert.equal(Errors?.[0]?.Code, 'AccessDenied');
  assert.match((await alpha.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '', /"Deny"/);
  await alpha.send(new DeleteBucketPolicyCommand({ Bucket }));
  assert.equal(await outcome(alpha.send(get('open/a'))), 'allowed');
});

test('conditions see the address, the connection and the tags of the object as it is', async (t) => {
  const { alpha, nobody, setPolicy } = await everybody(t);
  const read = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects };
  await setPolicy({ ...read, Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } });
  assert.equal(await outcome(nobody.send(get('open/a'))), 'allowed');
  await setPolicy({ ...read, Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } });
  assert.equal(await outcome(nobody.send(get('open/a'))), '403 AccessDenied');
  const plain = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  await setPolicy(read, { ...read, ...plain });
  assert.equal(await outcome(alpha.send(get('open/a'))), '403 AccessDenied');
  await setPolicy(read, {
    ...read,
    Effect: 'Deny',
    Condition: { StringEquals: { 's3:ExistingObjectTag/seal': 'yes' } },
  });
  assert.equal(await outcome(alpha.send(get('open/a'))), 'allowed');
  await alpha.send(
    new PutObjectTaggingCommand({ Bucket, Key: 'open/a', Tagging: { TagSet: [{ Key: 'seal', Value: 'yes' }] } }),
  );
  assert.equal(await outcome(alpha.send(get('open/a'))), '403 AccessDenied');
});

test('policies that could not be honoured, or are too long, are refused and change nothing', async (t) => {
  const { nobody, setPolicy } = await everybody(t);
  const read = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects };
  await setPolicy(read);
  const unknown = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };
  assert.equal(await refusal(setPolicy({ ...read, ...unknown })), '400 MalformedPolicy');
  assert.equal(await refusal(setPolicy({ ...read, Sid: 'x'.repeat(20 * 1024) })), '400 MalformedPolicy');
  assert.equal(await refusal(setPolicy({ ...read, Resource: 'arn:aws:s3:::other/*' })), '400 MalformedPolicy');
  assert.equal(await outcome(nobody.send(get('open/a'))), 'allowed');
});

test('canned ACLs of buckets and objects let strangers do what they say', async (t) => {
  const { alpha, beta, nobody } = await everybody(t);
  await alpha.send(new PutObjectCommand({ Bucket, Key: 'public', Body: 'x', ACL: 'public-read' }));
  assert.equal(await outcome(nobody.send(get('public'))), 'allowed');
  assert.equal(await outcome(nobody.send(get('open/a'))), '403 AccessDenied');
  await alpha.send(new PutObjectAclCommand({ Bucket, Key: 'public', ACL: 'authenticated-read' }));
  assert.equal(await outcome(nobody.send(get('public'))), '403 AccessDenied');
  assert.equal(await outcome(beta.send(get('public'))), 'allowed');
  const { Grants, Owner } = await alpha.send(new GetObjectAclCommand({ Bucket, Key: 'public' }));
  assert.equal(Owner?.ID, 'alpha');
  assert.deepEqual(
    Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Grantee?.URI ?? Grantee?.ID, Permission]),
    [
      ['CanonicalUser', 'alpha', 'FULL_CONTROL'],
      ['Group', 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'READ'],
    ],
  );

  assert.equal(await outcome(nobody.send(list())), '403 AccessDenied');
  await alpha.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
  assert.equal(await outcome(nobody.send(list())), 'allowed');
  assert.equal(await outcome(nobody.send(get('missing'))), '404 NoSuchKey', 'the list says so too');
  assert.equal(await outcome(nobody.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))), '404 NotFound');
  assert.equal(await outcome(nobody.send(get('open/a'))), '403 AccessDenied');
  assert.equal(await outcome(nobody.send(put('dropped'))), '403 AccessDenied');
  const acl = await alpha.send(new GetBucketAclCommand({ Bucket }));
  await alpha.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
  assert.equal(await outcome(nobody.send(list())), '403 AccessDenied');
  const grants = { ...(acl.Owner && { Owner: acl.Owner }), ...(acl.Grants && { Grants: acl.Grants }) };
  await alpha.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy: grants }));
  assert.equal(await outcome(nobody.send(list())), 'allowed', 'what was read can be put back');

  await alpha.send(new CreateBucketCommand({ Bucket: 'letterbox', ACL: 'public-read-write' }));
  await nobody.send(new PutObjectCommand({ Bucket: 'letterbox', Key: 'letter', Body: 'hello' }));
  assert.equal(
    await outcome(nobody.send(new GetObjectCommand({ Bucket: 'letterbox', Key: 'letter' }))),
    '403 AccessDenied',
  );
  const read = await alpha.send(new GetObjectCommand({ Bucket: 'letterbox', Key: 'letter' }));
  assert.equal(await read.Body?.transformToString(), 'hello');
});

test('who begins an upload in the bucket of another may list and abort it, and is its initiator', async (t) => {
  const { alpha, beta, nobody } = await everybody(t);
  await alpha.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  const begunBy = async (client: S3Client) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'key' }));
    return { Bucket, Key: 'key', UploadId };
  };
  const [own, owners, nobodys] = [await begunBy(beta), await begunBy(alpha), await begunBy(nobody)];
  await beta.send(new UploadPartCommand({ ...own, PartNumber: 1, Body: 'one' }));
  const { Parts, Initiator, Owner } = await beta.send(new ListPartsCommand(own));
  assert.deepEqual([Parts?.length, Initiator?.ID, Owner?.ID], [1, 'beta', 'alpha']);
  const { Uploads = [] } = await alpha.send(new ListMultipartUploadsCommand({ Bucket }));
  const whose = Uploads.map((upload) => `${upload.Initiator?.ID} for ${upload.Owner?.ID}`);
  assert.deepEqual(whose.sort(), ['alpha for alpha', 'beta for alpha', 'undefined for alpha']);
  for (const [client, others] of [
    [beta, owners],
    [beta, nobodys],
    [nobody, nobodys],
  ] as const) {
    assert.equal(await outcome(client.send(new ListPartsCommand(others))), '403 AccessDenied');
    assert.equal(await outcome(client.send(new AbortMultipartUploadCommand(others))), '403 AccessDenied');
  }
  await beta.send(new AbortMultipartUploadCommand(own));
  assert.equal(await outcome(alpha.send(new ListPartsCommand(own))), '404 NoSuchUpload');
});
