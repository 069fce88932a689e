/** When rules are due, on a clock that is a number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expirationHeader, type LifecycleRule, midnightAfter, type PlacedVersion, rulesDue } from './rules.ts';

const at = (iso: string): number => Date.parse(iso);
const noFilter = { prefix: '', tags: {}, largerThanBytes: undefined, smallerThanBytes: undefined };

function rule(change: Partial<LifecycleRule>): LifecycleRule {
  const nothing = { expiration: undefined, noncurrent: undefined, abortUploadsAfterDays: undefined };
  return { id: 'rule', enabled: true, filter: noFilter, ...nothing, ...change };
}

const latest: PlacedVersion = {
  key: 'logs/a',
  versionId: 'null',
  sizeBytes: 100,
  modifiedMs: at('2026-01-15T10:30:00Z'),
  deleteMarker: false,
  replacedMs: undefined,
  newerReplaced: 0,
  oldest: true,
};
const threeDays = rule({ expiration: { by: 'days', days: 3 } });

test('days end at midnight UTC, never early and less than a day late', () => {
  assert.equal(midnightAfter(at('2026-01-15T10:30:00Z'), 3), at('2026-01-19T00:00:00Z'));
  const times = fc.integer({ min: 0, max: at('2100-01-01T00:00:00Z') });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 3650 }), (startMs, days) => {
      const endMs = midnightAfter(startMs, days);
      const waitMs = endMs - startMs - days * 86_400_000;
      assert.ok(waitMs > 0 && waitMs <= 86_400_000);
      assert.match(new Date(endMs).toISOString(), /T00:00:00\.000Z$/);
    }),
  );
});

test('an object goes at the midnight, and not a millisecond before', () => {
  const due = (nowMs: number) => rulesDue([threeDays], latest, nowMs).length;
  assert.equal(due(at('2026-01-18T23:59:59.999Z')), 0);
  assert.equal(due(at('2026-01-19T00:00:00Z')), 1);
  const date = rule({ expiration: { by: 'date', dateMs: at('2026-03-01T00:00:00Z') } });
  assert.equal(rulesDue([date], latest, at('2026-02-28T23:59:59.999Z')).length, 0);
  assert.equal(rulesDue([date], latest, at('2026-03-01T00:00:00Z')).length, 1);
});

const later = at('2027-01-01T00:00:00Z');
const isDue = (of: LifecycleRule, version: Partial<PlacedVersion>): boolean =>
  rulesDue([of], { ...latest, ...version }, later).length === 1;

test('filters by prefix and by size, bounds not included', () => {
  const filtered = (filter: Partial<LifecycleRule['filter']>) => ({ ...threeDays, filter: { ...noFilter, ...filter } });
  assert.equal(isDue(filtered({ prefix: 'logs/' }), {}), true);
  assert.equal(isDue(filtered({ prefix: 'Logs/' }), {}), false);
  assert.equal(isDue(filtered({ largerThanBytes: 100 }), {}), false);
  assert.equal(isDue(filtered({ largerThanBytes: 99, smallerThanBytes: 101 }), {}), true);
  assert.equal(isDue(filtered({ smallerThanBytes: 100 }), {}), false);
});

test('versions that were replaced wait from then on, and the newest are kept', () => {
  const replaced = { replacedMs: at('2026-12-30T12:00:00Z'), oldest: false };
  const noncurrent = (days: number, keep = 0) => rule({ noncurrent: { days, keep } });
  assert.equal(isDue(noncurrent(1), replaced), true);
  assert.equal(isDue(noncurrent(2), replaced), false);
  assert.equal(isDue(noncurrent(1, 2), { ...replaced, newerReplaced: 1 }), false);
  assert.equal(isDue(noncurrent(1, 2), { ...replaced, newerReplaced: 2 }), true);
  assert.equal(isDue(noncurrent(1), {}), false, 'the latest is not one of them');
  assert.equal(isDue(threeDays, replaced), false, 'and they are not the latest');
});

test('a delete marker goes when nothing is left under it', () => {
  const lone = rule({ expiration: { by: 'lone-delete-marker' } });
  assert.equal(isDue(lone, { deleteMarker: true }), true);
  assert.equal(isDue(lone, { deleteMarker: true, oldest: false }), false);
  assert.equal(isDue(lone, {}), false);
  assert.equal(isDue(threeDays, { deleteMarker: true }), true);
  assert.equal(isDue(threeDays, { deleteMarker: true, oldest: false }), false);
});

test('the header names the rule that comes first, of those that fit', () => {
  const rules = [
    threeDays,
    rule({ id: 'off', enabled: false, expiration: { by: 'days', days: 1 } }),
    rule({ id: 'tag', filter: { ...noFilter, tags: { a: 'b' } }, expiration: { by: 'days', days: 1 } }),
    rule({ id: 'two days', expiration: { by: 'days', days: 2 } }),
  ];
  const bucket = { settings: { lifecycle: JSON.stringify(rules) } };
  const header = (tags: Record<string, string>) => expirationHeader(bucket, { ...latest, tags })['x-amz-expiration'];
  assert.equal(header({}), 'expiry-date="Sun, 18 Jan 2026 00:00:00 GMT", rule-id="two%20days"');
  assert.equal(header({ a: 'b' }), 'expiry-date="Sat, 17 Jan 2026 00:00:00 GMT", rule-id="tag"');
  assert.deepEqual(expirationHeader({ settings: {} }, { ...latest, tags: {} }), {});
});
