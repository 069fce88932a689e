import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { ledgerOf } from '../../evidence/ledger.ts';
import { fixtureRun, smallRun, taggedRun } from '../testing/small-run.ts';
import { renderJson } from './json.ts';
import { reportJsonSchema, reportSchema } from './json-schema.ts';

const PUBLISHED = new URL('../../../../docs/schema/report-2.schema.json', import.meta.url);

test('the published schema is the one reports are written in (UPDATE_SCHEMA=1 writes it)', () => {
  if (process.env.UPDATE_SCHEMA) writeFileSync(PUBLISHED, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
  const published: unknown = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
  assert.deepEqual(published, JSON.parse(JSON.stringify(reportJsonSchema())), 'run this test with UPDATE_SCHEMA=1');
});

test('reports keep the published schema, whatever is in them', () => {
  const published = z.fromJSONSchema(JSON.parse(readFileSync(PUBLISHED, 'utf8')));
  for (const view of [smallRun(), smallRun([]), taggedRun(1), fixtureRun(), fixtureRun('"\u0000\u2028')]) {
    const report: unknown = JSON.parse(renderJson(view));
    published.parse(report);
    assert.deepEqual(reportSchema.parse(report), report, 'the schema names every field');
  }
});

test('the schema refuses what is not a report', () => {
  const published = z.fromJSONSchema(JSON.parse(readFileSync(PUBLISHED, 'utf8')));
  const report = JSON.parse(renderJson(smallRun()));
  assert.equal(published.safeParse({ ...report, schema: 'seatrial-report/3' }).success, false);
  assert.equal(published.safeParse({ ...report, seal: undefined }).success, false);
  report.findings[0].verdict = 'passed';
  assert.equal(published.safeParse(report).success, false);
});

test('figures of a report come from its records', () => {
  const report = reportSchema.parse(JSON.parse(renderJson(smallRun())));
  assert.equal(report.outcome, 'complete');
  assert.equal(report.durationUs, 11e6);
  assert.deepEqual(report.phases[0]?.requests?.response?.maxUs, 4000);
  assert.deepEqual(report.errors, [
    { phase: 'baseline', step: 'create', cause: 'status 5xx', count: 1, example: 'status 503' },
  ]);
});

test('requests with tags are told apart, and arrivals are counted', () => {
  const [phase] = reportSchema.parse(JSON.parse(renderJson(taggedRun(1)))).phases;
  assert.deepEqual([phase?.due, phase?.dropped], [10, 1]);
  assert.deepEqual(
    phase?.steps[0]?.tagged.map(({ tags, count }) => [tags, count]),
    [
      [{ kind: 'small' }, 6],
      ['too many', 3],
    ],
  );
});

test('mistakes of the plan have a field of their own, and a finding names the records that decide', () => {
  const view = smallRun();
  const mistake = { phase: 'baseline', journey: 'order', what: 'a promise is not text', where: 'trial.ts:4' };
  const record = { kind: 'plan-mistake', ...mistake, count: 2, seq: 99, atUs: 5e6 } as const;
  const findings = view.findings.map((finding) => ({ ...finding, telling: [3] }));
  const ledger = ledgerOf([...view.ledger.records, record, { ...record, seq: 100 }]);
  const report = reportSchema.parse(JSON.parse(renderJson({ ...view, findings, ledger })));
  assert.deepEqual(report.mistakes, [{ ...mistake, count: 4 }]);
  assert.deepEqual(report.findings[0]?.telling, [3]);
  assert.deepEqual(reportSchema.parse(JSON.parse(renderJson(view))).mistakes, []);
});
