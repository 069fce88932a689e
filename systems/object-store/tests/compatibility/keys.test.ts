/** A key is any text of up to 1024 bytes: nothing in it is a path, an escape or markup, and no two spellings are one key. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateBucketCommand, DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { percentEncode } from '../../src/wire/uri.ts';
import { clientOf } from '../clients.ts';
import { oneEmptyStore } from '../emptied-store.ts';
import type { StoreProcess } from '../store-process.ts';
import { type ExactAnswer, sendExactly } from './exactly.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';

const keys = [
  'a', 'a/', 'a//', '/a', '//', '.', '..', './a', '../a', 'a/../b', 'a/./b', 'a//b', ' ', ' a', 'a ', 'a+b', 'a b', 'a%20b', 'a%2Fb', '%', '%%',
  '%zz', "!'()*~-._", '&amp;', '&', '<a>]]>', '"', '?', 'a?versions', '#', 'a=b&c=d', '\\', '\t', 'a\nb', 'a\r\nb', 'é', 'e\u0301', 'ﬁ', 'İ', '\u{10ffff}', '\ufeff',
  'a:b', '@', '$', ',', ';', '[x]', '{x}', '|', '^', '`', 'soap', 'A', 'k'.repeat(1024), '🚢'.repeat(256), 'k'.repeat(255), 'x/'.repeat(512),
]; // biome-ignore format: a list to read, not a column to scroll
const unprintable = ['\n', '\u0000', 'a\u0001b', '\u001f', '\u007f', '\ufffe'];

function ask(store: StoreProcess, method: string, key: string, body?: string): Promise<ExactAnswer> {
  const path = `/${Bucket}/${percentEncode(Buffer.from(key), { slash: false })}`;
  return sendExactly(store, { method, path }, body);
}

test('every key is a key of its own: stored, read, listed and deleted by its exact name', async (t) => {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const all = [...keys, ...unprintable];
  for (const key of all) assert.equal((await ask(store, 'PUT', key, `<${key}>`)).status, 200, JSON.stringify(key));
  for (const key of all) assert.equal((await ask(store, 'GET', key)).body, `<${key}>`, JSON.stringify(key));
  const inOrder = all.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const encoded = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  assert.deepEqual(
    encoded.Contents?.map(({ Key = '' }) => decodeURIComponent(Key)),
    inOrder,
  );
  for (const key of unprintable) assert.equal((await ask(store, 'DELETE', key)).status, 204);
  const plain = await s3.send(new ListObjectsV2Command({ Bucket }));
  const printable = inOrder.filter((key) => keys.includes(key));
  assert.deepEqual(
    plain.Contents?.map(({ Key }) => Key),
    printable,
  );
  const Objects = keys.slice(0, -1).map((Key) => ({ Key }));
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.deepEqual([Deleted?.map(({ Key }) => Key), Errors], [Objects.map(({ Key }) => Key), undefined]);
  const left = await s3.send(new ListObjectsV2Command({ Bucket }));
  assert.deepEqual(left.Contents?.map(({ Key }) => Key), keys.slice(-1)); // biome-ignore format: one line
});

test('a slash sent as %2F is the same slash, and what is no UTF-8 is no key', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket }));
  await ask(store, 'PUT', 'a/b', 'body');
  assert.equal((await sendExactly(store, { method: 'GET', path: `/${Bucket}/a%2Fb` })).body, 'body');
  assert.equal((await sendExactly(store, { method: 'GET', path: `/${Bucket}/%61/b` })).body, 'body');
  for (const path of ['%C3', '%ED%A0%80', '%C0%AF', '%F4%90%80%80', '%', '%4', '%GG']) {
    const answer = await sendExactly(store, { method: 'GET', path: `/${Bucket}/${path}` }, '', 'unsigned');
    assert.equal(answer.code, 'InvalidURI', path);
  }
});
