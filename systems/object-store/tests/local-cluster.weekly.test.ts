/** What else is promised of one command that starts a cluster: where it is started again, with fewer servers, or twice. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { allGone, command, folder, pidsOf, startCluster } from './cluster-command.ts';
import { ask, upload } from './files-client.ts';
import { startCommand } from './store-process.ts';

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
