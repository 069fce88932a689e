/** Of the gateways that share a database one leads, and when it goes, however it goes, another does. */
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '@seatrial/service-sql/testing';
import pg from 'pg';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import { emptySqlite, openPostgres } from './databases.ts';

let server: PostgresServer;

before(async () => {
  server = await startPostgres();
});

after(() => server.stop());

async function gatewaysOf(t: TestContext) {
  const { url, gateway } = await openPostgres(server);
  const [one, other] = [createMetadata(await gateway()), createMetadata(await gateway())];
  t.after(() => other.close());
  return { url, one, other };
}

async function leadsSoon(metadata: { leads(): Promise<boolean> }): Promise<void> {
  for (const askedMs = performance.now(); !(await metadata.leads()); await sleep(20))
    assert.ok(performance.now() - askedMs < 20_000, 'nobody leads');
}

test('whoever asks first leads, and goes on leading until it closes; then the other one does', async (t) => {
  const { one, other } = await gatewaysOf(t);
  assert.equal(await one.leads(), true);
  assert.equal(await other.leads(), false);
  assert.deepEqual(await Promise.all([one.leads(), one.leads(), other.leads()]), [true, true, false]);
  await one.close();
  await leadsSoon(other);
});

test('whose connection is lost does not lead any more when another one does', async (t) => {
  const { url, one, other } = await gatewaysOf(t);
  t.after(() => one.close());
  await leadsSoon(one);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const lockers = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())`;
  await client.query(`SELECT pg_terminate_backend(pid) FROM (${lockers}) AS lockers`);
  await client.end();
  await leadsSoon(other);
  assert.equal(await one.leads(), false);
});

test('a store that has its database for itself leads', async () => {
  const metadata = createMetadata(await emptySqlite());
  assert.equal(await metadata.leads(), true);
  await metadata.close();
});
