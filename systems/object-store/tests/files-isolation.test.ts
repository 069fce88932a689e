/** Tenants of the files API are isolated, and kept within their quotas, whatever they send. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { chunkFilesLeft } from './chunk-files.ts';
import { clientOf, refusal } from './clients.ts';
import { ask, upload } from './files-client.ts';
import { apiKeys, tokenOf } from './files-credentials.ts';
import { signedHeaders } from './signed.ts';
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

test('what is announced to be larger than what is left of a quota is refused before it is sent', async (t) => {
  const mebibyte = 1024 * 1024;
  const store = await startStoreProcess(t, undefined, { tenants: { alpha: { quotaBytes: 5 * mebibyte } } });
  const s3 = clientOf(t, store, 'alpha');
  const Bucket = 'bucket';
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: randomBytes(3 * mebibyte) }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1 };
  await s3.send(new UploadPartCommand({ ...part, Body: randomBytes(mebibyte) }));

  /** Announces a body, and sends it when it is asked for. */
  const announce = async (method: string, path: string, headers: Record<string, string>): Promise<string> => {
    const sent = request(`${store.url}${path}`, { method, headers: { ...headers, expect: '100-continue' } });
    let said = 'refused';
    sent.once('continue', () => {
      said = 'asked for';
      sent.end(Buffer.alloc(Number(headers['content-length'])));
    });
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const code = /(?:<Code>|"code":")(\w+)/.exec(await text(response))?.[1];
    return `${said}: ${response.statusCode} ${code}`;
  };
  const put = (sizeBytes: number, path: string, query?: string): Promise<string> => {
    const plain = { method: 'PUT', path, headers: { 'content-length': `${sizeBytes}` }, ...(query && { query }) };
    return announce('PUT', query === undefined ? path : `${path}?${query}`, signedHeaders(store, plain));
  };
  const ofPart = `partNumber=1&uploadId=${UploadId}`;
  assert.equal(await put(mebibyte + 1, '/bucket/other'), 'refused: 403 QuotaExceeded');
  assert.equal(await put(2 * mebibyte + 1, '/bucket/parts', ofPart), 'refused: 403 QuotaExceeded');
  const upload = { 'x-api-key': apiKeys.alpha, 'content-type': 'multipart/form-data; boundary=b' };
  const file = await announce('POST', '/files', { ...upload, 'content-length': `${2 * mebibyte}` });
  assert.equal(file, 'refused: 507 quota_exceeded');
  const CopySource = `${Bucket}/key`;
  assert.equal(await refusal(s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))), '403 QuotaExceeded');
  assert.equal(await refusal(s3.send(new UploadPartCopyCommand({ ...part, CopySource }))), '403 QuotaExceeded');

  assert.equal(await put(2 * mebibyte, '/bucket/parts', ofPart), 'asked for: 200 undefined', 'it replaces the part');
  assert.equal(await put(3 * mebibyte, '/bucket/key'), 'asked for: 200 undefined', 'it replaces the object');
});
