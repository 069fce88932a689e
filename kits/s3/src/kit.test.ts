/** The kit against a real object store, started as any other system: what holds for it must come out proven. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, claim, defineTrial, journey, load, system } from 'seatrial';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import { s3Kit } from './index.ts';
import { accounts, DOOR, MAIN, store, verdicts } from './testing/on-store.ts';

test('what a store says it does not offer is unproven, never disproven', { timeout: 120_000 }, async (t) => {
  const without = system('store', {
    command: [
      'node',
      DOOR,
      '{port}',
      '{port:store}',
      process.execPath,
      MAIN,
      '--port',
      '{port:store}',
      '--data',
      '{dir}',
    ],
    env: { OBJECT_STORE_CREDENTIALS: JSON.stringify(accounts) },
    ready: { http: '/health', within: '30s' },
  });
  const s3 = s3Kit({ system: without, accounts, brief: true });
  const offered = [s3.prepare(), s3.integrity()];
  const missing = [s3.versions(), s3.tags(), s3.access(), s3.cors(), s3.lifecycle({ withinS: 5 })];
  const presigned = s3.presigned();
  const trial = defineTrial({
    name: 'without',
    systems: [without],
    secrets: s3.secrets,
    ...assemble([...offered, ...missing, presigned]),
  });
  const [offers, lacks] = [offered, missing].map((parts) => parts.flatMap(({ claims }) => claims));
  const found = await verdicts(t, trial);
  const of = (claims: readonly { id: string }[]) =>
    found.filter((each) => claims.some(({ id }) => each.includes(`: ${id} (`)));
  for (const finding of of([...(offers ?? []), ...presigned.claims.slice(0, 1)])) assert.match(finding, /^proven/);
  for (const finding of of([...(lacks ?? []), ...presigned.claims.slice(1)])) assert.match(finding, /^unproven/);
  assert.equal(of(lacks ?? []).length, lacks?.length);
});

test('objects with odd names are stored, listed and read back under these names', { timeout: 120_000 }, async (t) => {
  const names = ['007', ' leading and trailing ', "a+b&c=d'e(f)*!", 'ä/日本/€', 'a//b', '%41', '<&>"', '~.-_'];
  const odd = journey('odd names', async (user) => {
    const bucket = new Bucket(user, accounts[0], 'us-east-1', 'odd-names');
    user.check('the bucket is made', (await bucket.create()).status === 200);
    for (const name of names) {
      const content = contentOf(name, 300);
      const put = await bucket.put(`odd/${name}`, content, { name: 'PUT' });
      user.check('it is stored', put.status === 200, `${name}: ${put.text()}`);
      const got = await bucket.get(`odd/${name}`, { name: 'GET' });
      user.check('it is read', got.body.equals(content.bytes), `${name}: ${got.status}`);
    }
    const listed = pageOf(await bucket.list({ prefix: 'odd/' }))?.keys ?? [];
    const missing = names.filter((name) => !listed.includes(`odd/${name}`));
    user.check('all are listed', missing.length === 0 && listed.length === names.length, missing.join());
  });
  const trial = defineTrial({
    name: 'odd names',
    systems: [store],
    phases: [load('odd', odd, { iterations: 1, users: 1, for: '30s' })],
    claims: [claim.checks(odd)],
  });
  for (const finding of await verdicts(t, trial)) assert.match(finding, /^proven/);
});
