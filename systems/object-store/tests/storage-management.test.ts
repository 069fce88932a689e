/** Storage servers come, go and drain while a cluster runs, as administrators say; files stay readable, and their metadata says where they are. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStorage, token } from './cluster/storage-process.ts';
import { ask, upload } from './files-client.ts';
import { type Lifetime, type StoreProcess, sharedByFile, startStoreProcess } from './store-process.ts';

interface Server {
  readonly id: string;
  readonly state: string;
  readonly up: boolean;
  readonly chunks: number;
}

/** Refusals leave its two servers as they are; the test after them changes them. */
const sharedCluster = sharedByFile((lifetime) => startCluster(lifetime, ['s1', 's2']));

async function startCluster(t: Lifetime, ids: readonly string[]): Promise<StoreProcess> {
  const servers = await Promise.all(ids.map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  return startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
}

async function servers(store: StoreProcess): Promise<Server[]> {
  const { bytes } = await ask(store, 'operator', 'GET', '/admin/servers');
  return JSON.parse(bytes.toString()).servers;
}

const post = (store: StoreProcess, body: unknown) =>
  ask(store, 'operator', 'POST', '/admin/servers', { body: typeof body === 'string' ? body : JSON.stringify(body) });

test('what is not a server is refused', async () => {
  const store = await sharedCluster();
  const bodies = [
    '',
    'null',
    '[]',
    '{',
    '{}',
    { id: 's3' },
    { id: '../s3', address: '127.0.0.1:1' },
    { id: 's3', address: 'nowhere' },
    { id: 's3', address: '127.0.0.1:1', state: 'x' },
    { id: 2, address: '127.0.0.1:1' },
    ' '.repeat(70_000),
  ];
  for (const body of bodies) {
    const { status, code } = await post(store, body);
    assert.equal(`${status} ${code}`, '400 invalid_body', JSON.stringify(body).slice(0, 80));
  }
  assert.equal((await ask(store, 'operator', 'DELETE', '/admin/servers/s3')).code, 'server_not_found');
  assert.deepEqual(
    (await servers(store)).map(({ id }) => id),
    ['s1', 's2'],
  );
});

test('a server is added, takes its share, and is drained and removed without a read failing', async (t) => {
  const store = await sharedCluster();
  const body = randomBytes(1_000_000);
  const path = `/files/${(await upload(store, 'alpha', body)).json.file_id}`;
  const serversOfFile = async (): Promise<string[]> => {
    const { chunks } = (await ask(store, 'alpha', 'GET', `${path}/metadata`)).json;
    for (const chunk of chunks) assert.equal(chunk.servers.length, 2, 'two copies, never on one server');
    return [...new Set(chunks.flatMap((chunk) => chunk.servers))].sort();
  };
  assert.deepEqual(await serversOfFile(), ['s1', 's2']);
  assert.deepEqual(
    (await servers(store)).map(({ id, state, up, chunks }) => [id, state, up, chunks]),
    [
      ['s1', 'active', true, 6],
      ['s2', 'active', true, 6],
    ],
  );

  const third = await startStorage(t, { id: 's3' });
  const added = await post(store, { id: 's3', address: third.address });
  assert.equal(added.status, 201);
  assert.partialDeepStrictEqual(JSON.parse(added.bytes.toString()), { id: 's3', state: 'active', up: true });
  for (let more = 0; more < 3; more++) await upload(store, 'alpha', randomBytes(10_000));
  assert.ok(
    ((await servers(store)).find(({ id }) => id === 's3')?.chunks ?? 0) > 0,
    'the new server has taken something',
  );

  let removal = await ask(store, 'operator', 'DELETE', '/admin/servers/s1');
  assert.equal(removal.status, 202);
  for (let waitedMs = 0; removal.status !== 204; waitedMs += 100) {
    assert.ok(waitedMs < 30_000, `s1 was not emptied: ${removal.bytes}`);
    assert.ok((await ask(store, 'alpha', 'GET', path)).bytes.equals(body), 'readable all the time');
    await sleep(100);
    removal = await ask(store, 'operator', 'DELETE', '/admin/servers/s1');
  }
  assert.deepEqual(await serversOfFile(), ['s2', 's3']);
  assert.deepEqual(
    (await servers(store)).map(({ id }) => id),
    ['s2', 's3'],
  );
  assert.ok((await ask(store, 'alpha', 'GET', path)).bytes.equals(body));
  assert.equal((await ask(store, 'operator', 'DELETE', '/admin/servers/s1')).code, 'server_not_found');
});

test('without a server that takes bytes an upload is 503, and with one it goes on', async (t) => {
  const only = await startStorage(t, { id: 's1' });
  const args = ['--storage', `s1=${only.address}`];
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  const { json } = await upload(store, 'alpha', 'content');
  await only.end('SIGKILL');
  const failed = await upload(store, 'alpha', randomBytes(100_000));
  assert.equal(`${failed.status} ${failed.code}`, '503 unavailable');
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${json.file_id}`)).status, 503);
  assert.equal((await ask(store, 'alpha', 'GET', '/files?status=failed')).json.pagination.total_count, 1);
  await only.restart();
  for (let waitedMs = 0; (await upload(store, 'alpha', 'again')).status !== 201; waitedMs += 100) {
    assert.ok(waitedMs < 60_000);
    await sleep(100);
  }
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${json.file_id}`)).bytes.toString(), 'content');
});
