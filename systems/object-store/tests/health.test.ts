/** Health says of each part how it is; it answers when a part hangs, and is 503 only when the store cannot do what it is for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthStatus } from '@seatrial/service-metrics';
import { NoSpaceError } from '../src/chunks/chunk-store.ts';
import { createHealth } from '../src/health.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { ask } from './files-client.ts';
import { silent } from './metadata/databases.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

interface Shown {
  readonly http: number;
  readonly status: HealthStatus;
  readonly parts: readonly { name: string; status: HealthStatus; detail: string }[];
}

async function healthOf(store: StoreProcess): Promise<Shown> {
  const { status: http, json } = await ask(store, {}, 'GET', '/health');
  return { http, ...(json as unknown as Omit<Shown, 'http'>) };
}

const states = ({ http, status, parts }: Shown): string =>
  [http, status, ...parts.map(({ name, status }) => `${name}: ${status}`)].join(', ');

test('a store of one process has a database and a disk', async (t) => {
  const store = await startStoreProcess(t);
  assert.deepEqual(await healthOf(store), {
    http: 200,
    status: 'ok',
    parts: [
      { name: 'database', status: 'ok', detail: '' },
      { name: 'disk', status: 'ok', detail: '' },
    ],
  });
});

test('with a storage server away or paused a cluster is degraded and serves, without any it fails', async (t) => {
  const servers = await Promise.all(['s1', 's2', 's3'].map((id) => startStorage(t, { id })));
  const [first, second, third] = servers;
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const environment = { OBJECT_STORE_CLUSTER_TOKEN: token };
  const store = await startStoreProcess(t, undefined, { args, environment });
  const part = (id: string, state: HealthStatus): string => `storage server ${id}: ${state}`;
  assert.equal(
    states(await healthOf(store)),
    ['200, ok, database: ok', part('s1', 'ok'), part('s2', 'ok'), part('s3', 'ok')].join(', '),
  );
  await first?.end('SIGKILL');
  second?.pause();
  await sleep(1100);
  const askedMs = performance.now();
  assert.equal(
    states(await healthOf(store)),
    ['200, degraded, database: ok', part('s1', 'failing'), part('s2', 'failing'), part('s3', 'ok')].join(', '),
  );
  // A dead connection is noticed after twelve seconds at the earliest.
  assert.ok(performance.now() - askedMs < 10_000, 'a paused server does not hang it');
  second?.resume();
  await third?.end('SIGTERM');
  await second?.end('SIGTERM');
  await sleep(1100);
  assert.match(states(await healthOf(store)), /^503, failing, database: ok/);
  await store.logged(/"part":"storage server s1","health":"failing"/);
  assert.doesNotMatch(
    JSON.stringify(await healthOf(store)),
    /127\.0\.0\.1|UNAVAILABLE/,
    'nothing of the inside is told',
  );
});

test('a database that hangs is asked once, and the answer does not wait for it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let asked = 0;
  const checkDatabase = (): Promise<void> => {
    asked += 1;
    return new Promise(() => undefined);
  };
  const space = { availableBytes: 1, usedBytes: 1, totalBytes: 2 };
  const places = () => [{ name: 'disk', server: 'local', takesNew: true, check: async () => space }];
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  const health = createHealth({ checkDatabase, places, log: silent });
  for (let round = 0; round < 3; round++) {
    const report = health();
    t.mock.timers.tick(2000);
    assert.deepEqual((await report).parts[0], {
      name: 'database',
      status: 'failing',
      detail: 'It did not answer within 2000 ms.',
    });
    assert.equal((await report).status, 'failing');
    nowMs += 1000;
  }
  assert.equal(asked, 1);
});

test('full everywhere, or being emptied everywhere, it still serves what it has', async () => {
  const checkDatabase = async (): Promise<void> => undefined;
  const place = {
    name: 'storage server s1',
    server: 's1',
    takesNew: true,
    check: () => Promise.reject(new NoSpaceError()),
  };
  const full = createHealth({ checkDatabase, places: () => [place], log: silent });
  assert.equal((await full()).status, 'degraded');
  assert.equal((await full()).parts[1]?.detail, 'It is full.');
  const check = async () => ({ availableBytes: 1, usedBytes: 1, totalBytes: 2 });
  const drained = createHealth({ checkDatabase, places: () => [{ ...place, takesNew: false, check }], log: silent });
  assert.equal((await drained()).status, 'degraded');
});
