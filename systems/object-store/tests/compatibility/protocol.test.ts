/** The small print of HTTP and XML that clients differ in: what is the same must be taken as the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { clientOf } from '../clients.ts';
import { oneEmptyStore } from '../emptied-store.ts';
import type { StoreProcess } from '../store-process.ts';
import { sendExactly } from './exactly.ts';

const emptyStore = oneEmptyStore();

const path = '/bucket/key';

async function uploaded(store: StoreProcess): Promise<{ readonly query: string; readonly etag: string }> {
  const { body } = await sendExactly(store, { method: 'POST', path, query: 'uploads' });
  const query = `uploadId=${/<UploadId>(\w+)</.exec(body)?.[1]}`;
  const part = await sendExactly(store, { method: 'PUT', path, query: `partNumber=1&${query}` }, 'body');
  return { query, etag: `${part.headers.etag}`.replaceAll('"', '') };
}

test('entity tags are the same with and without quotes, escaped, and in any spelling of the same XML', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const spellings: readonly ((etag: string) => string)[] = [
    (etag) => `<Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part>`,
    (etag) => `<Part><ETag>"${etag}"</ETag><PartNumber>1</PartNumber></Part>`,
    (etag) => `\n  <Part>\n    <PartNumber> 1 </PartNumber>\n    <ETag>&quot;${etag}&#34;</ETag>\n  </Part>\n`,
    (etag) => `<!-- one --><Part><PartNumber>1</PartNumber><ETag><![CDATA["${etag}"]]></ETag><Other/></Part>`,
  ];
  for (const spell of spellings) {
    const { query, etag } = await uploaded(store);
    const xml = `<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${spell(etag)}</CompleteMultipartUpload>`;
    const answer = await sendExactly(store, { method: 'POST', path, query }, xml);
    assert.equal(answer.status, 200, `${xml} ${answer.body}`);
  }
  const etag = `${(await sendExactly(store, { method: 'HEAD', path })).headers.etag}`;
  for (const spelt of [etag, etag.replaceAll('"', ''), `"other", ${etag}`, '*']) {
    const same = await sendExactly(store, { method: 'GET', path, headers: { 'if-none-match': spelt } });
    assert.equal(same.status, 304, spelt);
  }
});

test('parameters that say nothing, and slashes at the end of a bucket, change nothing', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await sendExactly(store, { method: 'PUT', path, query: 'x-id=PutObject' }, 'body');
  assert.equal((await sendExactly(store, { method: 'GET', path, query: 'x-id=GetObject&unheard-of=1' })).body, 'body');
  for (const [bucket, query] of [
    ['/bucket', undefined],
    ['/bucket/', undefined],
    ['/bucket', ''],
    ['/bucket/', 'prefix=&delimiter=&marker=&max-keys=&encoding-type='],
    ['/bucket/', 'list-type=2&start-after=&fetch-owner='],
  ] as const) {
    const answer = await sendExactly(store, { method: 'GET', path: bucket, ...(query === undefined ? {} : { query }) });
    assert.match(answer.body, /<Key>key<\/Key>/, `${bucket}?${query}`);
  }
});

test('refusals have a body that fits the verb, and say whom to ask about', async (t) => {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const answer = await sendExactly(store, { method, path: '/missing/key' });
    assert.equal(answer.status, 404, method);
    assert.equal(answer.code, method === 'HEAD' ? undefined : 'NoSuchBucket');
    assert.equal(answer.headers['content-length'], `${Buffer.byteLength(answer.body)}`);
    assert.match(`${answer.headers['x-amz-request-id']}`, /^[0-9A-F]{16}$/);
  }
  const named = await sendExactly(store, { method: 'GET', path: '/bucket/a%20%3Cb%3E' });
  assert.match(named.body, /<Resource>\/bucket\/a%20%3Cb%3E<\/Resource>/);
  for (const [method, at, query] of [
    ['POST', '/bucket/key', undefined],
    ['PUT', '/', undefined],
    ['DELETE', '/', undefined],
    ['POST', '/', undefined],
    ['DELETE', '/bucket', 'versioning'],
    ['PUT', '/bucket', 'location'],
    ['POST', '/bucket/key', 'tagging'],
  ] as const) {
    const answer = await sendExactly(store, { method, path: at, ...(query === undefined ? {} : { query }) });
    assert.deepEqual([answer.status, answer.code], [405, 'MethodNotAllowed'], `${method} ${at}?${query}`);
  }
});
