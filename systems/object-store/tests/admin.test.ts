/** What the role admin may do, and that nobody without it may; storage servers come and go in `storage-management.test.ts`. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ask, upload } from './files-client.ts';
import { tokenOf } from './files-credentials.ts';
import { startStoreProcess } from './store-process.ts';

test('usage of all tenants is shown to administrators only', async (t) => {
  const store = await startStoreProcess(t, undefined, { tenants: { beta: { quotaBytes: 5000 } } });
  await upload(store, 'alpha', randomBytes(1000));
  await upload(store, 'alpha', randomBytes(500));
  const admin = { authorization: `Bearer ${await tokenOf('somebody', { roles: ['admin'] })}` };
  for (const who of ['operator', admin] as const) {
    const { status, bytes } = await ask(store, who, 'GET', '/admin/usage');
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(bytes.toString()).tenants, [
      { tenant: 'alpha', bytes: 1500, objects: 2, quota_bytes: null },
      { tenant: 'beta', bytes: 0, objects: 0, quota_bytes: 5000 },
    ]);
  }
  const nobody = { authorization: `Bearer ${await tokenOf('operator', { roles: 'admin', role: 'admin' })}` };
  for (const [method, path] of [
    ['GET', '/admin/usage'],
    ['GET', '/admin/servers'],
    ['POST', '/admin/servers'],
    ['DELETE', '/admin/servers/s1'],
  ] as const) {
    for (const who of ['alpha', nobody] as const) {
      const { status, code } = await ask(store, who, method, path);
      assert.equal(`${status} ${code}`, '403 role_missing', `${method} ${path}`);
    }
    assert.equal((await ask(store, {}, method, path)).status, 401);
  }
});

test('a store that keeps bytes itself has no storage servers to manage', async (t) => {
  const store = await startStoreProcess(t);
  const { bytes } = await ask(store, 'operator', 'GET', '/admin/servers');
  assert.equal(bytes.toString(), '{"servers":[]}');
  const body = JSON.stringify({ id: 's1', address: '127.0.0.1:1' });
  assert.equal((await ask(store, 'operator', 'POST', '/admin/servers', { body })).code, 'not_a_cluster');
  assert.equal((await ask(store, 'operator', 'DELETE', '/admin/servers/s1')).code, 'not_a_cluster');
});
