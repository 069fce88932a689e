/** What the log of a run with every kind of credential says: which request it was about, and nothing that lets anybody in. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startPostgres } from '@seatrial/service-sql/testing';
import { createSigningKeys, sign } from '../src/auth/signature.ts';
import { clientOf } from './clients.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { ask, upload } from './files-client.ts';
import { apiKeys, tokenOf } from './files-credentials.ts';
import { sendSigned, signedHeaders } from './signed.ts';
import { credentials, type StoreProcess, startStoreProcess } from './store-process.ts';

const Bucket = 'bucket';
const content = `the content itself ${randomUUID()}`;

/** Uses every kind of credential, right and wrong; gives back what must never be read anywhere. */
async function useEverything(store: StoreProcess): Promise<string[]> {
  const secrets: string[] = [];
  const fetched = async (url: string, init?: RequestInit): Promise<number> => (await fetch(url, init)).status;
  for (const path of ['/bucket/signed', '/bucket/no-such-key', '/nobody/key']) {
    const { host, ...headers } = signedHeaders(store, { method: 'GET', path });
    secrets.push(headers.authorization?.split('Signature=')[1] ?? '');
    await fetched(`${store.url}${path}`, { headers });
    const wrong = { ...headers, authorization: headers.authorization?.replace(/.$/, '0') ?? '', 'x-amz-extra': '1' };
    secrets.push(wrong.authorization.split('Signature=')[1] ?? '');
    await fetched(`${store.url}${path}`, { headers: wrong });
  }
  for (const token of [
    await tokenOf('alpha'),
    await tokenOf('alpha', { exp: 1 }),
    await tokenOf('alpha', {}, 'x'.repeat(32)),
  ]) {
    secrets.push(token, token.split('.')[2] ?? '');
    await fetched(`${store.url}/files`, { headers: { authorization: `Bearer ${token}` } });
    await fetched(`${store.url}/admin/usage`, { headers: { authorization: `Bearer ${token}` } });
  }
  for (const key of [apiKeys.alpha, apiKeys.operator, 'alpha.guessed-by-somebody']) {
    secrets.push(key.split('.')[1] ?? '');
    await fetched(`${store.url}/admin/servers`, { headers: { 'x-api-key': key } });
  }
  return [...secrets, ...(await postForm(store))];
}

/** As the presigner does it, used as it is and after its end. */
async function usePresigned(client: S3Client): Promise<string[]> {
  const command = new GetObjectCommand({ Bucket, Key: 'signed' });
  const urls = [await getSignedUrl(client, command), await getSignedUrl(client, command, { signingDate: new Date(0) })];
  for (const url of urls) {
    await fetch(url);
    await fetch(url.replace('/signed', '/other'), { method: 'PUT', body: content });
  }
  return urls.map((url) => new URL(url).searchParams.get('X-Amz-Signature') ?? '');
}

async function postForm(store: StoreProcess): Promise<string[]> {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = { date: date.slice(0, 8), region: 'us-east-1' };
  const { accessKeyId, secretAccessKey } = credentials.alpha;
  const fields = {
    key: 'posted',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${scope.date}/${scope.region}/s3/aws4_request`,
    'x-amz-date': date,
  };
  const conditions = [{ bucket: Bucket }, ...Object.entries(fields).map(([name, value]) => ({ [name]: value }))];
  const expiration = new Date(Date.now() + 60_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signature = sign(createSigningKeys()(accessKeyId, secretAccessKey, scope), policy);
  for (const [name, right] of [
    ['x-amz-signature', true],
    ['x-amz-meta-extra', false],
  ] as const) {
    const form = new FormData();
    for (const [field, value] of Object.entries({ ...fields, policy, 'x-amz-signature': signature, [name]: signature }))
      form.append(field, value);
    form.append('file', new File([content], 'a'));
    const { status } = await fetch(`${store.url}/${Bucket}`, { method: 'POST', body: form });
    assert.equal(status === 204, right, 'the form is signed as it should be, and not when something was added');
  }
  return [policy, signature];
}

test('no credential of any kind is in any log, not even when parts of the store fail', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.createDatabase();
  const servers = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id, args: ['--log-level', 'trace'] })));
  const args = [...servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]), '--log-level', 'trace'];
  const environment = { OBJECT_STORE_CLUSTER_TOKEN: token, OBJECT_STORE_DATABASE: url };
  const store = await startStoreProcess(t, undefined, { args, environment });
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'signed', Body: content }));
  const { json } = await upload(store, 'alpha', content);
  const secrets = [...(await useEverything(store)), ...(await usePresigned(s3))];
  await Promise.all(servers.map(({ end }) => end('SIGKILL')));
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${json.file_id}`)).status, 503);
  await sendSigned(store, { method: 'GET', path: '/bucket/signed' });
  await postgres.pause();
  assert.equal((await sendSigned(store, { method: 'GET', path: '/bucket/signed' })).status, 503);
  await postgres.resume();
  await store.end('SIGTERM');

  const known = ['secret of alpha', 'secret of beta', token, 'secret of the database', 'known to the issuer'];
  const log = [store, ...servers].map((started) => started.log()).join('');
  assert.match(log, /"operation":"PostObject".*"status":204/, 'the log is the one of this run');
  assert.match(log, /"code":"SignatureDoesNotMatch"/);
  for (const secret of [...known, ...secrets, encodeURIComponent('secret of the database'), content]) {
    assert.ok(secret.length > 8);
    assert.ok(!log.includes(secret), `${secret} is in the log`);
  }
  assert.doesNotMatch(log, /X-Amz-(?:Signature|Credential)|Bearer |AWS4-HMAC/i);
});

test('every line about a request has the id that its client was given, on both faces and deep inside', async (t) => {
  const store = await startStoreProcess(t, undefined, { args: ['--log-level', 'debug'] });
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket }));
  await rm(join(store.dataDirectory, 'incoming'), { recursive: true });
  const object = await sendSigned(store, { method: 'PUT', path: '/bucket/key' }, 'x');
  const file = await upload(store, 'alpha', 'x');
  assert.deepEqual([object.status, file.status], [500, 500]);
  await store.end('SIGTERM');
  const lines = store
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const [{ headers }, operation] of [
    [object, 'PutObject'],
    [file, 'POST /files'],
  ] as const) {
    const own = lines.filter(({ requestId }) => requestId === headers.get('x-amz-request-id'));
    assert.ok(own.some((line) => line.level === 'error' && line.err !== undefined));
    const answered = own.find(({ msg }) => msg === 'answered');
    assert.partialDeepStrictEqual(answered, { operation, status: 500 });
    assert.equal(answered?.path, operation === 'PutObject' ? '/bucket/key' : '/files');
  }
  assert.equal(lines.find(({ event }) => event === 'listening')?.requestId, undefined);
});
