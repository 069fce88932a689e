import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsBound, parseResourceBound } from './resource-bound.ts';

test('what, figure, operator and a bound with its unit', () => {
  const value = (text: string) => {
    const parsed = parseResourceBound(text);
    assert.ok(parsed.ok, text);
    const { what, figure, operator, bound, relative } = parsed.value;
    return [what, figure, operator, bound, relative];
  };
  assert.deepEqual(value('rss max<500MB'), ['rss', 'max', '<', 500e6, false]);
  assert.deepEqual(value(' rss  growth <= 1.5MiB '), ['rss', 'growth', '<=', 1.5 * 1024 * 1024, false]);
  assert.deepEqual(value('rss growth<20%'), ['rss', 'growth', '<', 0.2, true]);
  assert.deepEqual(value('openFiles max<1000'), ['openFiles', 'max', '<', 1000, false]);
  assert.deepEqual(value('openFiles growth<=0'), ['openFiles', 'growth', '<=', 0, false]);
  assert.deepEqual(value('cpu max<250%'), ['cpu', 'max', '<', 2.5, false]);
  assert.deepEqual(value('cpu avg<=80%'), ['cpu', 'avg', '<=', 0.8, false]);
});

test('what cannot be read is refused with what to write', () => {
  for (const text of [
    'rss<500MB',
    'rss max<500',
    'rss max>500MB',
    'rss avg<500MB',
    'memory max<500MB',
    'constructor max<1',
    'openFiles max<1.5',
    'openFiles max<10MB',
    'cpu max<0.5',
    'cpu growth<5%',
    'rss max<=0B',
    'openFiles max<0',
    'cpu avg<0%',
    '',
    7,
  ]) {
    const parsed = parseResourceBound(text);
    assert.equal(parsed.ok, false, String(text));
    if (!parsed.ok) assert.match(parsed.hint, /rss max<500MB/);
  }
});

test('a bound is kept below it, and at it where it says so', () => {
  const bound = (text: string) => {
    const parsed = parseResourceBound(text);
    assert.ok(parsed.ok);
    return parsed.value;
  };
  assert.deepEqual(
    [99, 100, 101].map((v) => keepsBound(v, bound('openFiles max<100'))),
    [true, false, false],
  );
  assert.deepEqual(
    [99, 100, 101].map((v) => keepsBound(v, bound('openFiles max<=100'))),
    [true, true, false],
  );
});
