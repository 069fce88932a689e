/** Every part of the kit can be run alone, and each claim has something to be about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenLaws, type Part, system } from 'seatrial';
import { s3Kit } from './index.ts';

const account = (tenant: string) => ({ tenant, accessKeyId: tenant, secretAccessKey: `secret of ${tenant}` });
const store = system('store', { command: ['store', '{port}'] });
const s3 = s3Kit({ system: store, accounts: [account('ann'), account('ben')] });
const parts: Record<string, Part> = {
  prepare: s3.prepare(),
  benchmark: s3.benchmark({ '4KiB': { p95: { GET: '75ms' } } }),
  concurrency: s3.concurrency({ p99: '1s' }),
  mix: s3.mix(),
  soak: s3.soak({ minutes: 5 }),
  integrity: s3.integrity(),
  tenants: s3.tenants(),
  multipart: s3.multipart(),
  ranges: s3.ranges({ ifRange: true }),
  conditions: s3.conditions(),
  replacing: s3.replacing(),
  versions: s3.versions(),
  listing: s3.listing({ keys: 100 }),
  large: s3.large({ sizeBytes: 1_000_000 }),
  access: s3.access(),
  presigned: s3.presigned(),
  tags: s3.tags(),
  cors: s3.cors(),
  missingFeatures: s3.missingFeatures(),
  lifecycle: s3.lifecycle({ withinS: 5 }),
  crash: s3.crash(store.instance(1), { within: '5s' }),
};

for (const [name, part] of Object.entries(parts)) test(name, () => assert.deepEqual(brokenLaws(part), []));
