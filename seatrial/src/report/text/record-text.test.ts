import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram } from '../../std/histogram.ts';
import { fieldsOf, formatInstant, lineOf } from './record-text.ts';

test('instants keep a tenth of a second, however late', () => {
  assert.equal(formatInstant(31_020_000), '31.0s');
  assert.equal(formatInstant(125_300_000), '2m05.3s');
  assert.equal(formatInstant(59_960_000), '1m00.0s');
});

test('a record reads as one line, with units that fit', () => {
  const line = lineOf({
    seq: 12,
    atUs: 31e6,
    kind: 'fault-bit',
    lease: 'l1',
    fault: 'kill',
    phase: 'crash',
    bites: 3,
    what: 'gone',
  });
  assert.equal(line, '#12  31.0s  fault-bit  fault kill · bites 3 · what gone · phase crash · lease l1');
});

test('short names and missing values are said in words', () => {
  const at = { seq: 3, atUs: 2e6, phase: 'p', startedUs: 1e6, endedUs: 2e6 };
  const read = { ...at, kind: 'operation', journey: 'j', process: 'u1', key: 'k', outcome: 'ok' } as const;
  assert.match(lineOf({ ...read, op: 'read', value: null }), / operation read · value absent · /);
  const undone = { ...at, kind: 'fault-undone', lease: 'l1', fault: 'kill', what: 'ready again' } as const;
  assert.match(lineOf({ ...undone, verified: true }), / undoing seen yes · .*lease l1$/);
  assert.match(lineOf({ ...undone, verified: false }), / undoing seen no · /);
});

test('histograms, sizes and missing values are readable', () => {
  const histogram = new Histogram();
  for (const us of [1000, 2000, 4000]) histogram.record(us);
  const data = histogram.toData();
  const span = { phase: 'p', journey: 'j', step: 's', fromUs: 0, toUs: 1e6, count: 3, failed: 0 };
  const fields = new Map(
    fieldsOf({
      seq: 1,
      atUs: 1e6,
      kind: 'window',
      ...span,
      bytesSent: 1500,
      bytesReceived: 0,
      response: data,
      service: data,
    }),
  );
  assert.equal(fields.get('response'), 'p50 2ms, p95 4ms, p99 4ms, max 4ms');
  assert.equal(fields.get('bytes sent'), '1.5KB');
  assert.equal(fields.get('to'), '1.0s');
  const sample = fieldsOf({
    seq: 1,
    atUs: 0,
    kind: 'sample',
    system: 'api',
    instance: 1,
    pid: 12345,
    cpu: 0.5,
    rssBytes: 2e6,
    openFiles: null,
  });
  assert.deepEqual(sample.slice(2), [
    ['pid', '12345'],
    ['cpu', '50%'],
    ['rss', '2MB'],
    ['open files', 'none'],
  ]);
});

test('tags are written as claims select by them', () => {
  const error = { kind: 'errors', step: 's', cause: 'reset', count: 1, example: 'x' } as const;
  const at = { seq: 1, atUs: 0, phase: 'p', journey: 'j', fromUs: 0, toUs: 0 };
  const tagsOf = (tags: { kind: string } | 'too many') => new Map(fieldsOf({ ...at, ...error, tags })).get('tags');
  assert.deepEqual([tagsOf({ kind: 'small' }), tagsOf('too many')], ['{kind:small}', 'too many']);
});
