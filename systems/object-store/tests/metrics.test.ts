/** The metrics are Prometheus' text, for administrators only; their labels are bounded, and their numbers are what happened. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { ask, upload } from './files-client.ts';
import { tokenOf } from './files-credentials.ts';
import { sendSigned } from './signed.ts';
import { oneStore, type StoreProcess, startStoreProcess } from './store-process.ts';

/** The first test counts from nothing. */
const sharedStore = oneStore();

/** Every sample by its name and labels as they are written. */
async function scrape(store: StoreProcess): Promise<ReadonlyMap<string, number>> {
  const { status, headers, bytes } = await ask(store, 'operator', 'GET', '/metrics');
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const lines = bytes.toString().split('\n');
  assert.equal(lines.pop(), '');
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
  for (const sample of samples) assert.match(sample, /^[a-z_][a-z0-9_]*(\{.+\})? (-?[\d.e+-]+|NaN|\+Inf)$/i);
  return new Map(samples.map((sample) => [sample.slice(0, sample.lastIndexOf(' ')), Number(sample.split(' ').at(-1))]));
}

test('requests are counted by operation and class of status, and keys, buckets and strangers make no labels', async (t) => {
  const store = await sharedStore();
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const body = randomBytes(300_000);
  await sendSigned(store, { method: 'PUT', path: '/bucket/key' }, body);
  for (let read = 0; read < 3; read++) await sendSigned(store, { method: 'GET', path: '/bucket/key' });
  const before = await scrape(store);
  for (let other = 0; other < 20; other++) {
    await sendSigned(store, { method: 'GET', path: `/bucket/other-key-${other}` });
    await sendSigned(store, { method: 'PATCH', path: `/bucket-${other}/key` });
    await ask(store, 'alpha', 'GET', `/files/${other}`);
    await ask(store, 'alpha', 'GET', `/files/no/such/path/${other}`);
    await upload(store, 'alpha', 'x');
    const stranger = { authorization: `Bearer ${await tokenOf(`tenant-${other}`)}` };
    assert.equal((await ask(store, stranger, 'GET', '/files')).status, 200);
  }
  const after = await scrape(store);
  const count = (samples: ReadonlyMap<string, number>, operation: string, status: string): number | undefined =>
    samples.get(`object_store_request_duration_seconds_count{operation="${operation}",status="${status}"}`);
  assert.equal(count(before, 'PutObject', '2xx'), 1);
  assert.equal(count(before, 'GetObject', '2xx'), 3);
  assert.equal(count(after, 'GetObject', '4xx'), 20);
  const bucket = (le: string) =>
    after.get(`object_store_request_duration_seconds_bucket{le="${le}",operation="GetObject",status="4xx"}`) ?? -1;
  assert.ok(bucket('0.0005') <= bucket('0.05') && bucket('0.05') <= bucket('60'), 'buckets hold those before them');
  assert.equal(bucket('+Inf'), 20);
  assert.equal(count(after, 'MethodNotAllowed', '4xx'), 20);
  assert.equal(count(after, 'GET /files/{file_id}', '4xx'), 20);
  assert.equal(count(after, 'unknown', '4xx'), 20);
  assert.equal(count(after, 'POST /files', '2xx'), 20);
  assert.equal([...after.keys()].filter((name) => /other-key|bucket-\d|tenant-\d/.test(name)).length, 0);
  assert.ok((after.get('object_store_received_bytes_total') ?? 0) > 300_000);
  assert.ok((after.get('object_store_sent_bytes_total') ?? 0) > 900_000);
  assert.equal(after.get('object_store_requests_in_flight'), 1, 'the one that asks');
  assert.ok((after.get('object_store_connections') ?? 0) >= 1);
  assert.equal(after.get('object_store_tenant_bytes{tenant="alpha"}'), 300_000 + 20);
  assert.equal(after.get('object_store_tenant_objects{tenant="alpha"}'), 1 + 20);
  assert.equal(after.get('object_store_tenant_objects{tenant="beta"}'), 0);
  assert.equal(after.get('object_store_part_up{part="disk"}'), 1);
  assert.ok((after.get('object_store_storage_available_bytes{server="local"}') ?? 0) > 0);
  assert.ok((after.get('nodejs_eventloop_lag_p99_seconds') ?? -1) >= 0);
});

test('who may not ask is refused, and tenants without a credential of their own are counted together', async () => {
  const store = await sharedStore();
  assert.equal((await ask(store, 'alpha', 'GET', '/metrics')).code, 'role_missing');
  assert.equal((await ask(store, {}, 'GET', '/metrics')).code, 'credentials_missing');
  for (const tenant of ['one', 'two']) {
    const headers = { authorization: `Bearer ${await tokenOf(tenant)}` };
    const body = new FormData();
    body.append('file', new File(['12345'], 'f'));
    assert.equal((await ask(store, headers, 'POST', '/files', { body })).status, 201);
  }
  // What tenants keep is asked of the database at most ten times a second, and the test before has just asked.
  await setTimeout(100);
  const samples = await scrape(store);
  assert.equal(samples.get('object_store_tenant_bytes{tenant="(others)"}'), 10);
  assert.doesNotMatch([...samples.keys()].join(), /"one"/);
});

test('a cluster shows its servers, their space and their chunks, and which of them is away', async (t) => {
  const servers = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  await upload(store, 'alpha', randomBytes(1000));
  await servers[1]?.end('SIGKILL');
  const samples = await scrape(store);
  assert.equal(samples.get('object_store_chunks{server="s1"}'), 6);
  assert.equal(samples.get('object_store_chunks{server="s2"}'), 6);
  assert.equal(samples.get('object_store_part_up{part="storage server s1"}'), 1);
  assert.equal(samples.get('object_store_part_up{part="storage server s2"}'), 0);
  assert.ok((samples.get('object_store_storage_total_bytes{server="s1"}') ?? 0) > 0);
  assert.equal(samples.get('object_store_storage_total_bytes{server="s2"}'), undefined);
  assert.equal(samples.get('object_store_repaired_copies_total'), 0);
  assert.equal(samples.get('object_store_database_connections{state="used"}'), 0);
});
