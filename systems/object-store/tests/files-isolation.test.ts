/** Tenants of the files API are isolated, and kept within their quotas, whatever they send. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { chunkFilesLeft } from './chunk-files.ts';
import { clientOf, refusal } from './clients.ts';
import { ask, upload } from './files-client.ts';
import { apiKeys, tokenOf } from './files-credentials.ts';
import { startStoreProcess } from './store-process.ts';

test("no verb reaches another tenant's file, whatever headers, queries and claims say", async (t) => {
  const store = await startStoreProcess(t);
  const { json } = await upload(store, 'alpha', 'of alpha');
  await upload(store, 'beta', 'of beta');
  const path = `/files/${json.file_id}`;
  const strangers = {
    'a key': { 'x-api-key': apiKeys.beta },
    'a key and a header': { 'x-api-key': apiKeys.beta, 'x-tenant-id': 'alpha', 'x-tenant': 'alpha', tenant: 'alpha' },
    'a token': { authorization: `Bearer ${await tokenOf('beta')}` },
    'a token with another subject': {
      authorization: `Bearer ${await tokenOf('beta', { sub: 'alpha', tenant_id: 'alpha' })}`,
    },
    'an operator': { 'x-api-key': apiKeys.operator },
  };
  for (const [name, headers] of Object.entries(strangers)) {
    for (const query of ['', '?tenant=alpha']) {
      for (const [method, where] of [
        ['GET', path],
        ['HEAD', path],
        ['GET', `${path}/metadata`],
        ['DELETE', path],
      ] as const) {
        assert.equal(
          (await ask(store, headers, method, `${where}${query}`)).status,
          404,
          `${name}: ${method} ${where}${query}`,
        );
      }
      const { files, pagination } = (await ask(store, headers, 'GET', `/files${query}`)).json;
      assert.ok(
        files.every(({ file_id }) => file_id !== json.file_id),
        name,
      );
      assert.equal(pagination.total_count, name === 'an operator' ? 0 : 1, 'not even counted');
    }
  }
  const believed = await ask(
    store,
    { authorization: `Bearer ${await tokenOf('alpha', {}, 'guessed, and guessed to be long enough')}` },
    'GET',
    path,
  );
  assert.equal(believed.status, 401);
  assert.equal((await ask(store, 'alpha', 'GET', path)).bytes.toString(), 'of alpha');
});

test('a quota holds for files and objects together, and for its tenant alone', async (t) => {
  const store = await startStoreProcess(t, undefined, { tenants: { alpha: { quotaBytes: 1_000_000 } } });
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const put = (sizeBytes: number) =>
    s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: randomBytes(sizeBytes) }));
  await put(400_000);
  const first = await upload(store, 'alpha', randomBytes(600_000));
  assert.equal(first.status, 201, 'up to the last byte');
  const second = await upload(store, 'alpha', 'x');
  assert.equal(`${second.status} ${second.code}`, '507 quota_exceeded');
  assert.equal(await refusal(put(400_001)), '403 QuotaExceeded');
  await chunkFilesLeft(store, 7);
  assert.equal((await upload(store, 'beta', randomBytes(1_100_000))).status, 201);
  assert.equal((await ask(store, 'alpha', 'DELETE', `/files/${first.json.file_id}`)).status, 204);
  assert.equal((await upload(store, 'alpha', 'x')).status, 201);
  const { files } = (await ask(store, 'alpha', 'GET', '/files?status=failed')).json;
  assert.equal(files.length, 1);
});
