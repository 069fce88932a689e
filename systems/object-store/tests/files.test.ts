/** The files API, used as it is meant to be: upload, download, ranges, metadata, lists, deletion; and every refusal it has a code for. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { BlockSummer } from '../src/chunks/block-sums.ts';
import { chunkFiles, chunkFilesLeft } from './chunk-files.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { ask, formWith, upload } from './files-client.ts';
import { tokenOf } from './files-credentials.ts';

const emptyStore = oneEmptyStore();

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('a file comes back as it was sent, with everything that is known about it', async (t) => {
  const store = await emptyStore(t);
  const body = randomBytes(10_000_000);
  const uploaded = await ask(store, 'alpha', 'POST', '/files', { body: formWith(body, 'Schön 船.bin', 'image/png') });
  const { file_id: id, ...rest } = uploaded.json;
  assert.equal(uploaded.headers.get('location'), `/files/${id}`);
  const known = {
    filename: 'Schön 船.bin',
    size: body.length,
    content_type: 'image/png',
    checksum: sha256(body),
    status: 'completed',
  };
  assert.deepEqual({ ...rest }, { ...known, chunks: 6 });

  const { bytes, headers, status } = await ask(store, 'alpha', 'GET', `/files/${id}`);
  assert.equal(status, 200);
  assert.ok(bytes.equals(body));
  assert.equal(headers.get('content-type'), 'image/png');
  assert.equal(headers.get('etag'), `"${sha256(body)}"`);
  assert.match(headers.get('content-disposition') ?? '', /filename\*=UTF-8''Sch%C3%B6n%20%E8%88%B9\.bin$/);
  const head = await ask(store, 'alpha', 'HEAD', `/files/${id}`);
  assert.equal(head.headers.get('content-length'), String(body.length));
  assert.equal(head.bytes.length, 0);

  const { json } = await ask(store, 'alpha', 'GET', `/files/${id}/metadata`);
  assert.partialDeepStrictEqual(json, { file_id: id, ...known });
  assert.ok(json.completed_at !== null);
  let start = 0;
  for (const [index, chunk] of json.chunks.entries()) {
    assert.equal(chunk.index, index);
    assert.deepEqual(chunk.servers, ['local']);
    const summer = new BlockSummer();
    summer.update(body.subarray(start, start + chunk.size));
    assert.equal(chunk.checksum, sha256(summer.finish()));
    start += chunk.size;
  }
  assert.equal(start, body.length);
});

test('files of any small size, none of them with an empty chunk', async (t) => {
  const store = await emptyStore(t);
  for (const sizeBytes of [1, 2, 5, 6, 7, 500, 5000, 262_144 * 6, 262_144 * 6 + 1]) {
    const body = randomBytes(sizeBytes);
    const { json } = await upload(store, 'alpha', body);
    const { chunks } = (await ask(store, 'alpha', 'GET', `/files/${json.file_id}/metadata`)).json;
    assert.ok(chunks.length >= 1 && chunks.length <= 6 && chunks.every(({ size }) => size > 0), JSON.stringify(chunks));
    assert.ok(sizeBytes < 5000 || chunks.length === 6);
    assert.ok((await ask(store, 'alpha', 'GET', `/files/${json.file_id}`)).bytes.equals(body));
  }
});

test('ranges and conditions', async (t) => {
  const store = await emptyStore(t);
  const body = randomBytes(1_000_000);
  const { json } = await upload(store, 'alpha', body);
  const get = (headers: Record<string, string>, method = 'GET') =>
    ask(store, 'alpha', method, `/files/${json.file_id}`, { headers });
  const etag = `"${json.checksum}"`;
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 1],
    ['bytes=150000-850000', 150_000, 850_001],
    ['bytes=999999-', 999_999, 1_000_000],
    ['bytes=-10', 999_990, 1_000_000],
    ['bytes=5-9999999', 5, 1_000_000],
  ] as const) {
    const answer = await get({ range });
    assert.equal(answer.status, 206, range);
    assert.equal(answer.headers.get('content-range'), `bytes ${start}-${end - 1}/1000000`);
    assert.ok(answer.bytes.equals(body.subarray(start, end)), range);
    assert.equal((await get({ range }, 'HEAD')).headers.get('content-length'), String(end - start));
  }
  const outside = await get({ range: 'bytes=1000000-' });
  assert.equal(`${outside.status} ${outside.code}`, '416 range_not_satisfiable');
  assert.equal(outside.headers.get('content-range'), 'bytes */1000000');
  assert.equal((await get({ range: 'lines=1-2' })).status, 200);
  assert.equal((await get({ range: 'bytes=0-0', 'if-range': etag })).status, 206);
  assert.equal((await get({ range: 'bytes=0-0', 'if-range': '"another"' })).status, 200);
  assert.equal((await get({ range: 'bytes=0-0', 'if-range': `W/${etag}` })).status, 200);
  const date = (await get({})).headers.get('last-modified') ?? '';
  assert.equal((await get({ range: 'bytes=0-0', 'if-range': date })).status, 206);
  assert.equal((await get({ range: 'bytes=0-0', 'if-range': 'Mon, 01 Jan 2024 00:00:00 GMT' })).status, 200);
  assert.equal((await get({ 'if-none-match': etag })).status, 304);
  assert.equal((await get({ 'if-none-match': '"another"' })).status, 200);
});

test('lists are paged, counted, and filtered by status', async (t) => {
  const store = await emptyStore(t);
  const ids: string[] = [];
  for (let index = 0; index < 5; index++)
    ids.unshift((await upload(store, 'alpha', `body ${index}`, `${index}`)).json.file_id);
  assert.equal((await upload(store, 'alpha', '', 'empty')).code, 'file_empty');
  const list = async (query: string) => {
    const { json } = await ask(store, 'alpha', 'GET', `/files${query}`);
    return { ids: json.files.map(({ file_id }) => file_id), pagination: json.pagination };
  };
  const completed = '?status=completed';
  assert.deepEqual(await list(`${completed}&per_page=2`), {
    ids: ids.slice(0, 2),
    pagination: { page: 1, per_page: 2, total_count: 5, total_pages: 3 },
  });
  assert.deepEqual((await list(`${completed}&per_page=2&page=3`)).ids, ids.slice(4));
  assert.deepEqual((await list(`${completed}&per_page=2&page=4`)).ids, []);
  assert.equal((await list('?status=failed')).pagination.total_count, 1);
  assert.equal((await list('')).pagination.total_count, 6);
  assert.deepEqual((await list('?status=uploading')).pagination, {
    page: 1,
    per_page: 20,
    total_count: 0,
    total_pages: 0,
  });
  for (const query of [
    'page=0',
    'page=-1',
    'page=x',
    'page=1.5',
    'page=',
    'per_page=0',
    'per_page=101',
    'status=done',
    'status=',
    'page=1&page=2',
    'page=99999999999',
  ]) {
    const { status, code } = await ask(store, 'alpha', 'GET', `/files?${query}`);
    assert.equal(`${status} ${code}`, '400 invalid_parameter', query);
  }
  assert.equal((await ask(store, 'alpha', 'GET', '/files?per_page=100&page=1000000000')).status, 200);
});

test('a deleted file is gone with its chunks', async (t) => {
  const store = await emptyStore(t);
  const kept = await upload(store, 'alpha', randomBytes(100_000));
  const { json } = await upload(store, 'alpha', randomBytes(100_000));
  assert.equal((await chunkFiles(store)).length, 12);
  assert.equal((await ask(store, 'alpha', 'DELETE', `/files/${json.file_id}`)).status, 204);
  await chunkFilesLeft(store, 6);
  for (const [method, path] of [
    ['GET', ''],
    ['HEAD', ''],
    ['DELETE', ''],
    ['GET', '/metadata'],
  ] as const) {
    assert.equal((await ask(store, 'alpha', method, `/files/${json.file_id}${path}`)).status, 404);
  }
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${kept.json.file_id}`)).status, 200);
});

test('damage is an error, never wrong bytes', async (t) => {
  const store = await emptyStore(t);
  const { json } = await upload(store, 'alpha', randomBytes(20));
  const [path = '', ...others] = await chunkFiles(store);
  assert.equal(others.length, 0);
  await writeFile(path, randomBytes(20), { flag: 'r+' });
  const answer = await ask(store, 'alpha', 'GET', `/files/${json.file_id}`);
  assert.equal(`${answer.status} ${answer.code}`, '500 internal_error');
  assert.match(answer.json.error?.requestId ?? '', /^[0-9A-F]{16}$/);

  const large = await upload(store, 'alpha', randomBytes(3_000_000));
  for (const chunk of await chunkFiles(store)) await writeFile(chunk, randomBytes(20), { flag: 'r+' });
  const range = { headers: { range: 'bytes=100000-' } };
  const reads = [
    ask(store, 'alpha', 'GET', `/files/${large.json.file_id}`, range),
    ask(store, 'alpha', 'GET', `/files/${large.json.file_id}`),
  ];
  for (const read of await Promise.allSettled(reads))
    assert.ok(read.status === 'rejected' || read.value.status === 500);
});

test('what is not an upload is refused with its reason', async (t) => {
  const store = await emptyStore(t);
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    ask(store, 'alpha', 'POST', '/files', { body, headers });
  const field = new FormData();
  field.append('file', 'a field, not a file');
  const two = formWith('one');
  two.append('file', new File(['two'], 'two'));
  const other = new FormData();
  other.append('upload', new File(['x'], 'x'));
  const cases = {
    not_multipart: post('{}', { 'content-type': 'application/json' }),
    malformed_form: post('--b\r\nnonsense', { 'content-type': 'multipart/form-data; boundary=b' }),
    file_missing: post(field),
    too_many_files: post(two),
    file_empty: post(formWith('')),
    file_name_invalid: post(formWith('x', 'ü'.repeat(128))),
  };
  for (const [code, answer] of Object.entries(cases)) {
    const { status, code: found } = await answer;
    assert.equal(`${status} ${found}`, `400 ${code}`);
  }
  assert.equal((await post(other)).code, 'file_missing');
  await chunkFilesLeft(store, 0);
  const { json } = await ask(store, 'alpha', 'GET', '/files?status=completed');
  assert.equal(json.pagination.total_count, 0);
});

test('a name is data: folders before it are cut off, and what it looks like does not matter', async (t) => {
  const store = await emptyStore(t);
  for (const [sent, kept] of [
    ['../../../etc/passwd', 'passwd'],
    ['a"b; filename=c.txt', 'a%22b; filename=c.txt'],
    ['<script>.html', '<script>.html'],
    ['%00', '%00'],
  ] as const) {
    const { json } = await upload(store, 'alpha', 'x', sent);
    assert.equal(json.filename, kept);
    const { headers } = await ask(store, 'alpha', 'GET', `/files/${json.file_id}`);
    assert.match(
      headers.get('content-disposition') ?? '',
      /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w%.~-]*$/,
    );
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

test('paths and methods that are not there, and names that no bucket can have', async (t) => {
  const store = await emptyStore(t);
  for (const path of ['/files/', '/files/a/b', '/files/a/metadata/b', '/admin', '/health/x', '/openapi.json/']) {
    const { status, code } = await ask(store, 'alpha', 'GET', path);
    assert.equal(`${status} ${code}`, '404 no_such_path', path);
  }
  const put = await ask(store, 'alpha', 'PUT', '/files');
  assert.equal(`${put.status} ${put.code} ${put.headers.get('allow')}`, '405 method_not_allowed POST, GET, HEAD');
  for (const id of ['x', '..%2f..%2fmetadata.db', '0'.repeat(32), "' OR 1=1 --"]) {
    assert.equal((await ask(store, 'alpha', 'GET', `/files/${encodeURIComponent(id)}`)).code, 'file_not_found');
  }
  assert.equal((await ask(store, {}, 'GET', '/openapi.json')).status, 200);
  assert.equal((await ask(store, {}, 'GET', '/health')).status, 200);
});

test('tokens and keys let in, and nothing else does', async (t) => {
  const store = await emptyStore(t);
  const { json } = await upload(store, 'alpha', 'of alpha');
  const bearer = async (...token: Parameters<typeof tokenOf>) => ({
    authorization: `Bearer ${await tokenOf(...token)}`,
  });
  const path = `/files/${json.file_id}`;
  assert.equal((await ask(store, await bearer('alpha'), 'GET', path)).status, 200);
  const refused = {
    nothing: {},
    'a wrong key': { 'x-api-key': 'alpha.wrong' },
    'another secret': await bearer('alpha', {}, 'guessed, and guessed to be long enough'),
    expired: await bearer('alpha', { exp: 1_000_000 }),
    'of another issuer': await bearer('alpha', { iss: 'https://elsewhere' }),
    'for another audience': await bearer('alpha', { aud: 'elsewhere' }),
    'a tenant without a credential': { 'x-tenant-id': 'alpha' },
  };
  for (const [name, headers] of Object.entries(refused)) {
    for (const [method, where] of [
      ['GET', path],
      ['HEAD', path],
      ['GET', `${path}/metadata`],
      ['DELETE', path],
      ['GET', '/files'],
      ['POST', '/files'],
    ] as const) {
      const answer = await ask(store, headers, method, where);
      assert.equal(answer.status, 401, `${name}: ${method} ${where}`);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm=/);
    }
  }
  assert.equal((await ask(store, 'alpha', 'GET', path)).status, 200);
  assert.doesNotMatch(store.log(), /api-key-of|eyJ|known to the issuer/, 'no secret is logged');
});
