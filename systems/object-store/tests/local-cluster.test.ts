/** One command starts a cluster of real processes on this machine, and none of them outlives it, however it ends. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { readClusterOptions } from '../src/local/options.ts';
import { allGone, folder, pidsOf, startCluster } from './cluster-command.ts';
import { ask, upload } from './files-client.ts';
import { credentialsJson } from './store-process.ts';

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
