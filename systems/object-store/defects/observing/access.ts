/** Defects of who is let in, for how long, and of what goes by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { credentials, type StoreProcess } from '../../tests/store-process.ts';
import { Bucket, type Misbehaves, put } from './observation.ts';

/** What somebody gets who signs nothing. */
async function unsigned(store: StoreProcess, path = ''): Promise<number> {
  const response = await fetch(`${store.url}/${Bucket}${path}`);
  await response.arrayBuffer();
  return response.status;
}

/** A form that says it is of tenant alpha and was signed with nothing that alpha has. */
async function postForgedForm(store: StoreProcess): Promise<number> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const fields = {
    key: 'forged',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.alpha.accessKeyId}/${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`,
    'x-amz-date': amzDate,
  };
  const conditions = [{ bucket: Bucket }, ...Object.entries(fields).map(([name, value]) => ({ [name]: value }))];
  const policy = JSON.stringify({ expiration: new Date(Date.now() + 60_000).toISOString(), conditions });
  const signature = { policy: Buffer.from(policy).toString('base64'), 'x-amz-signature': '0'.repeat(64) };
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...signature })) form.append(name, value);
  form.append('file', new File(['x'], 'file'));
  return (await fetch(`${store.url}/${Bucket}`, { method: 'POST', body: form })).status;
}

export const accessDefects: Readonly<Record<string, Misbehaves>> = {
  'policy-without-deny': async (store, s3) => {
    await put(s3, 'secret', 'x');
    const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
    const deny = { ...allow, Effect: 'Deny', Resource: `arn:aws:s3:::${Bucket}/secret` };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow, deny] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return (await unsigned(store, '/secret')) === 200;
  },

  'public-list': async (store) => (await unsigned(store)) === 200,

  'bucket-list-opens-objects': async (store, s3) => {
    await put(s3, 'secret', 'x');
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
    return (await unsigned(store, '/secret')) === 200;
  },

  'cors-for-everybody': async (store) => {
    const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'PUT' };
    return (await fetch(`${store.url}/${Bucket}/key`, { method: 'OPTIONS', headers })).status === 200;
  },

  'url-without-end': async (_store, s3) => {
    await put(s3, 'key', 'x');
    const signingDate = new Date(Date.now() - 3_600_000);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'key' }), { expiresIn: 60, signingDate });
    return (await fetch(url)).status === 200;
  },

  'unverified-form': async (store) => (await postForgedForm(store)) === 204,

  'expires-too-early': async (_store, s3) => {
    await put(s3, 'a-young', 'x');
    await put(s3, 'z-old', 'x');
    const rule = (ID: string, Expiration: { Days: number } | { Date: Date }) =>
      ({ ID, Status: 'Enabled', Filter: { Prefix: ID }, Expiration }) as const;
    const Rules = [rule('a-young', { Days: 1 }), rule('z-old', { Date: new Date('2020-01-01') })];
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    for (const untilMs = performance.now() + 30_000; performance.now() < untilMs; await sleep(100)) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      const keys = Contents.map(({ Key }) => Key);
      if (!keys.includes('z-old')) return !keys.includes('a-young');
    }
    throw new Error('What was due did not go.');
  },
};
