/** Defects of the files API, and of what administrators see. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chunkFiles } from '../../tests/chunk-files.ts';
import { ask, upload } from '../../tests/files-client.ts';
import { apiKeys, tokenOf } from '../../tests/files-credentials.ts';
import type { StoreProcess } from '../../tests/store-process.ts';
import { type Misbehaves, quotas } from './observation.ts';

/** Without a look at the API's document: a store that misbehaves may well break it. */
async function statusOf(store: StoreProcess, path: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${store.url}${path}`, { headers });
  await answer.arrayBuffer();
  return answer.status;
}

async function shown(
  store: StoreProcess,
  path: string,
): Promise<{ readonly checksum?: string; readonly files?: { file_id: string }[] }> {
  return (await fetch(`${store.url}${path}`, { headers: { 'x-api-key': apiKeys.alpha } })).json() as Promise<object>;
}

/** Half an upload, and the id that its file has got. */
async function begunUpload(store: StoreProcess) {
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1');
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="half"\r\n\r\nhalf of it';
  socket.write(
    `POST /files HTTP/1.1\r\nhost: a\r\nx-api-key: ${apiKeys.alpha}\r\ncontent-type: multipart/form-data; boundary=b\r\n` +
      `content-length: ${part.length * 2}\r\n\r\n${part}`,
  );
  return { socket, id: await firstThatIs(store, ['uploading']) };
}

async function firstThatIs(store: StoreProcess, statuses: readonly string[]): Promise<string> {
  for (;;) {
    for (const status of statuses) {
      const file = (await shown(store, `/files?status=${status}`)).files?.[0];
      if (file !== undefined) return file.file_id;
    }
    await sleep(10);
  }
}

export const filesDefects: Readonly<Record<string, Misbehaves>> = {
  'checksum-forgotten': async (store) => {
    const { json } = await upload(store, 'alpha', 'content');
    return (await shown(store, `/files/${json.file_id}/metadata`)).checksum !== json.checksum;
  },

  'unverified-token': async (store) => {
    const forged = await tokenOf('alpha', {}, 'the secret of somebody else, long enough');
    return (await statusOf(store, '/files', { authorization: `Bearer ${forged}` })) === 200;
  },

  'token-without-end': async (store) => {
    const expired = await tokenOf('alpha', { exp: Math.floor(Date.now() / 1000) - 3600 });
    return (await statusOf(store, '/files', { authorization: `Bearer ${expired}` })) === 200;
  },

  'incomplete-file-served': async (store) => {
    const { socket, id } = await begunUpload(store);
    const status = await statusOf(store, `/files/${id}`, { 'x-api-key': apiKeys.alpha });
    socket.destroy();
    return status === 200;
  },

  'broken-upload-completed': async (store) => {
    const { socket, id } = await begunUpload(store);
    socket.destroy();
    await firstThatIs(store, ['completed', 'failed']);
    return (await statusOf(store, `/files/${id}`, { 'x-api-key': apiKeys.alpha })) === 200;
  },

  'delete-leaves-chunks': async (store) => {
    const { json } = await upload(store, 'alpha', randomBytes(10_000));
    await ask(store, 'alpha', 'DELETE', `/files/${json.file_id}`);
    for (let waitedMs = 0; waitedMs < 2000 && (await chunkFiles(store)).length > 0; waitedMs += 10) await sleep(10);
    return (await chunkFiles(store)).length > 0;
  },

  'quota-of-objects-only': async (store) =>
    (await upload(store, 'beta', randomBytes(quotas.beta.quotaBytes + 1))).status === 201,

  'refusals-not-counted': async (store) => {
    await statusOf(store, '/files/missing', { 'x-api-key': apiKeys.alpha });
    const counted = /operation="GET \/files\/\{file_id\}",status="4xx"/;
    for (const beganMs = performance.now(); performance.now() - beganMs < 2000; await sleep(10)) {
      if (counted.test((await ask(store, 'operator', 'GET', '/metrics')).bytes.toString())) return false;
    }
    return true;
  },

  'file-of-any-tenant': async (store) => {
    const { json } = await upload(store, 'alpha', 'of alpha');
    return (await statusOf(store, `/files/${json.file_id}`, { 'x-api-key': apiKeys.beta })) === 200;
  },
};
