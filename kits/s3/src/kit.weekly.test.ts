/** All of the kit against a real object store; the store's own trial, which every change passes, stands on the same parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, defineTrial, load } from 'seatrial';
import { s3Kit } from './index.ts';
import { accounts, store, verdicts } from './testing/on-store.ts';

test('on a store that keeps its promises, what the kit claims is proven', { timeout: 120_000 }, async (t) => {
  const s3 = s3Kit({ system: store, accounts, brief: true });
  const parts = assemble([
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

test('every journey of the kit does on such a store what it is meant to do', { timeout: 120_000 }, async (t) => {
  const s3 = s3Kit({ system: store, accounts });
  const parts = assemble([s3.benchmark(), s3.concurrency(), s3.mix(), s3.crash(store.instance(1), { within: '5s' })]);
  const claims = parts.claims.filter(({ kind }) => ['checks', 'errors', 'no-lost-writes'].includes(kind));
  const few = { iterations: 60, users: 4, for: '30s' } as const;
  const trial = defineTrial({
    name: 'journeys',
    systems: [store],
    secrets: s3.secrets,
    // The load and the faults are of no interest here.
    phases: parts.phases.map((part) =>
      part.kind === 'load' && part.name !== 'prepare' ? load(part.name, part.journey, few) : part,
    ),
    claims,
  });
  const found = await verdicts(t, trial);
  assert.equal(found.length, claims.length + 2);
  for (const finding of found) assert.match(finding, /^proven/);
});
