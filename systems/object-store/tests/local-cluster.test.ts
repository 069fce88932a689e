/** One command starts a cluster of real processes on this machine, and none of them outlives it, however it ends. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readClusterOptions } from '../src/local/options.ts';
import { ask, upload } from './files-client.ts';
import { credentialsJson, type StoreProcess, startCommand } from './store-process.ts';

const command = 'cluster.ts';

async function startCluster(t: TestContext, dataDirectory: string, servers = 3): Promise<StoreProcess> {
  return startCommand(t, command, dataDirectory, { args: ['--servers', `${servers}`] });
}

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-cluster-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** By name, from the log. */
function pidsOf(cluster: StoreProcess): ReadonlyMap<string, number> {
  const started = cluster.log().matchAll(/"process":"(\w+)","pid":(\d+),"msg":"started a process"/g);
  return new Map([...started].map(([, name = '', pid]) => [name, Number(pid)]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function allGone(cluster: StoreProcess, withinMs: number): Promise<void> {
  for (let waitedMs = 0; [...pidsOf(cluster).values()].some(isAlive); waitedMs += 50) {
    assert.ok(waitedMs < withinMs, 'no process is left');
    await sleep(50);
  }
}

test('it says that it is ready however little it logs', async (t) => {
  const args = ['--servers', '2', '--log-level', 'error'];
  const cluster = await startCommand(t, command, await folder(t), { args });
  assert.equal((await ask(cluster, {}, 'GET', '/health')).status, 200);
  assert.equal(await cluster.end('SIGTERM'), 0);
});

test('it serves from all its storage servers, ends in order, and finds everything again', async (t) => {
  const directory = await folder(t);
  const cluster = await startCluster(t, directory);
  assert.deepEqual([...pidsOf(cluster).keys()], ['s1', 's2', 's3', 'gateway']);
  const { status, bytes } = await ask(cluster, {}, 'GET', '/health');
  assert.equal(status, 200);
  assert.equal(JSON.parse(bytes.toString()).parts.length, 1 + 3);
  const body = randomBytes(300_000);
  const { json } = await upload(cluster, 'alpha', body);
  assert.equal(await cluster.end('SIGTERM'), 0);
  assert.match(cluster.log(), /the object store has stopped.*the storage server has stopped.*the cluster has stopped/s);
  await allGone(cluster, 0);

  const again = await startCluster(t, directory);
  const read = await ask(again, 'alpha', 'GET', `/files/${json.file_id}`);
  assert.ok(read.bytes.equals(body), 'although the storage servers have other ports now');
  await again.end('SIGTERM');
});

test('a storage server that dies is told of, and the others serve; killed itself, it leaves no process behind', async (t) => {
  const cluster = await startCluster(t, await folder(t));
  const body = randomBytes(100_000);
  const { json } = await upload(cluster, 'alpha', body);
  process.kill(pidsOf(cluster).get('s2') ?? 0, 'SIGKILL');
  assert.ok((await ask(cluster, 'alpha', 'GET', `/files/${json.file_id}`)).bytes.equals(body));
  assert.match((await ask(cluster, {}, 'GET', '/health')).bytes.toString(), /^{"status":"degraded"/);
  assert.match(cluster.log(), /"process":"s2","msg":"a process of the cluster has ended unasked"/);
  await cluster.end('SIGKILL');
  await allGone(cluster, 10_000);
});

test('when the gateway dies it ends, and says so by its exit code', async (t) => {
  const cluster = await startCluster(t, await folder(t), 1);
  process.kill(pidsOf(cluster).get('gateway') ?? 0, 'SIGKILL');
  assert.equal(await cluster.ended, 1);
  await allGone(cluster, 0);
});

test("its command line is a gateway's, but for the storage servers", async (t) => {
  const directory = await folder(t);
  const environment = {
    OBJECT_STORE_CREDENTIALS: credentialsJson(),
    OBJECT_STORE_CLUSTER_TOKEN: 'not used, it makes its own',
  };
  const read = (...args: string[]) => readClusterOptions(['--port', '0', '--data', directory, ...args], environment);
  assert.equal(read().servers, 6);
  const { servers, gatewayArgs } = read('--servers', '2', '--replicas', '1', '--servers=3');
  assert.equal(servers, 3);
  assert.deepEqual(gatewayArgs, ['--port', '0', '--data', directory, '--replicas', '1']);
  for (const [wrong, message] of [
    [['--servers', '0'], /--servers must be/],
    [['--servers'], /--servers must be/],
    [['--storage', 's1=127.0.0.1:1'], /not for this command/],
    [['--severs', '3'], /--severs/],
    [['--replicas', '0'], /--replicas must be/],
  ] as const)
    assert.throws(() => read(...wrong), message);
});

test('a process that does not come up ends the others, and fewer servers than before are refused', async (t) => {
  const directory = await folder(t);
  const cluster = await startCluster(t, directory, 2);
  await assert.rejects(
    startCluster(t, directory, 2),
    /folder .*s[12] is in use by another process.*ended before it was ready/s,
  );
  await assert.rejects(startCluster(t, directory, 1), /was used with more than 1 storage servers/);
  assert.equal((await ask(cluster, {}, 'GET', '/health')).status, 200);
});
