/** The kit against a real object store, started as any other system: what holds for it must come out proven. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { claim, defineTrial, journey, load, runTrial, system } from 'seatrial';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import { type Account, s3Kit, together } from './index.ts';

const MAIN = join(import.meta.dirname, '../../..', 'systems/object-store/src/main.ts');

const DOOR = join(import.meta.dirname, 'testing/store-without.ts');

const accountOf = (tenant: string): Account => ({
  tenant,
  accessKeyId: `AK${tenant.toUpperCase()}`,
  secretAccessKey: `${tenant}-secret-of-this-test`,
});
const accounts = [accountOf('amber'), accountOf('birch'), accountOf('cedar')] as const;

const store = system('store', {
  command: ['node', MAIN, '--port', '{port}', '--data', '{dir}'],
  env: { OBJECT_STORE_CREDENTIALS: JSON.stringify(accounts) },
  ready: { http: '/health', within: '30s' },
});

/** Every claim of a trial with its verdict, and why. */
async function verdicts(t: TestContext, trial: ReturnType<typeof defineTrial>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kit-s3-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const result = await runTrial(trial, { folder });
  assert.ok(result.ok, JSON.stringify(result));
  return result.assessment.findings.map(
    ({ claim, verdict, because }) => `${verdict}: ${claim} (${because.join('; ')})`,
  );
}

test('on a store that keeps its promises, what the kit claims is proven', { timeout: 120_000 }, async (t) => {
  const s3 = s3Kit({ system: store, accounts, brief: true });
  const parts = together([
    s3.prepare(),
    s3.integrity(),
    s3.tenants(),
    s3.multipart(),
    s3.ranges({ ifRange: true }),
    s3.conditions(),
    s3.replacing(),
    s3.versions(),
    s3.tags(),
    s3.listing({ keys: 60 }),
    s3.large({ sizeBytes: 70_000_000 }),
    s3.access(),
    s3.cors(),
    s3.missingFeatures(),
    s3.presigned(),
    s3.lifecycle({ withinS: 20 }),
  ]);
  const found = await verdicts(t, defineTrial({ name: 'kit', systems: [store], secrets: s3.secrets, ...parts }));
  assert.equal(found.length, parts.claims.length + 2); // the store stays up, and prints no secret
  for (const finding of found) assert.match(finding, /^proven/);
});

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
  const offered = together([s3.prepare(), s3.integrity()]);
  const parts = together([s3.versions(), s3.tags(), s3.access(), s3.cors(), s3.lifecycle({ withinS: 5 })]);
  const presigned = s3.presigned();
  const trial = defineTrial({
    name: 'without',
    systems: [without],
    secrets: s3.secrets,
    phases: [...offered.phases, ...parts.phases, ...presigned.phases],
    claims: [...offered.claims, ...parts.claims, ...presigned.claims],
  });
  const found = await verdicts(t, trial);
  const of = (claims: readonly { id: string }[]) =>
    found.filter((each) => claims.some(({ id }) => each.includes(`: ${id} (`)));
  for (const finding of of([...offered.claims, ...presigned.claims.slice(0, 1)])) assert.match(finding, /^proven/);
  for (const finding of of([...parts.claims, ...presigned.claims.slice(1)])) assert.match(finding, /^unproven/);
  assert.equal(of(parts.claims).length, parts.claims.length);
});

test('every journey of the kit does on such a store what it is meant to do', { timeout: 120_000 }, async (t) => {
  const s3 = s3Kit({ system: store, accounts });
  const parts = together([s3.benchmark(), s3.concurrency(), s3.mix(), s3.crash(store.instance(1), { within: '5s' })]);
  const few = { iterations: 60, users: 4, for: '30s' } as const;
  const prepared = s3.prepare();
  const trial = defineTrial({
    name: 'journeys',
    systems: [store],
    secrets: s3.secrets,
    // The load and the faults are of no interest here.
    phases: [
      ...prepared.phases,
      ...parts.phases.map((part) => (part.kind === 'load' ? load(part.name, part.journey, few) : part)),
    ],
    claims: parts.claims.filter(({ kind }) => ['checks', 'errors', 'no-lost-writes'].includes(kind)),
  });
  const found = await verdicts(t, trial);
  assert.equal(found.length, 12);
  for (const finding of found) assert.match(finding, /^proven/);
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
