import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { artillery } from './artillery.ts';
import { autocannon } from './autocannon.ts';
import { hey } from './hey.ts';
import { k6 } from './k6.ts';
import { oha } from './oha.ts';
import { vegeta } from './vegeta.ts';
import { wrk } from './wrk.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, '..', 'fixtures', name), 'utf8');

describe('what a peer says of its run', () => {
  it('wrk', () => {
    assert.deepEqual(wrk.read(fixture('wrk.txt')), { done: 276_907, failed: 0, p50Ms: 0.323, p99Ms: 0.79 });
  });

  it('wrk, when a part of it failed', () => {
    const failures =
      '  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n';
    const { done, failed } = wrk.read(fixture('wrk.txt').replace('Requests/sec', `${failures}Requests/sec`));
    assert.deepEqual([done, failed], [276_907, 54_321]);
  });

  it('wrk, when nothing was answered', () => {
    assert.throws(() => wrk.read('unable to connect to 127.0.0.1:1 Connection refused'), /said nothing .*\n.*refused/);
  });

  it('hey', () => {
    assert.deepEqual(hey.read(fixture('hey.txt')), { done: 52_991, failed: 0, p50Ms: 2, p99Ms: 11 });
  });

  it('hey, when nothing was answered', () => {
    assert.deepEqual(hey.read(fixture('hey-refused.txt')), { done: 0, failed: 20, p50Ms: null, p99Ms: null });
  });

  it('hey counts refusals as failed', () => {
    const refusing = fixture('hey.txt').replace('[200]', '[503]');
    assert.equal(hey.read(refusing).failed, 52_991);
  });

  it('autocannon', () => {
    assert.deepEqual(autocannon.read(fixture('autocannon.json')), { done: 43_335, failed: 0, p50Ms: 1, p99Ms: 20 });
  });

  it('k6', () => {
    const { done, failed, p50Ms, p99Ms } = k6.read(fixture('k6.json'));
    assert.deepEqual([done, failed], [10_497, 0]);
    assert.deepEqual([p50Ms?.toFixed(3), p99Ms?.toFixed(3)], ['9.298', '53.500']);
  });

  it('oha, without what its deadline cut off', () => {
    const { done, failed, p50Ms, p99Ms } = oha.read(fixture('oha.json'));
    assert.deepEqual([done, failed], [250_505, 0]);
    assert.deepEqual([p50Ms?.toFixed(3), p99Ms?.toFixed(3)], ['0.256', '4.354']);
  });

  it('oha, when nothing was answered', () => {
    const { done, failed, p50Ms, p99Ms } = oha.read(fixture('oha-refused.json'));
    assert.deepEqual([done, p50Ms, p99Ms], [0, null, null]);
    assert.ok(failed > 0);
  });

  it('vegeta (in the shape it documents)', () => {
    assert.deepEqual(vegeta.read(fixture('vegeta.json')), { done: 1998, failed: 2, p50Ms: 0.53431, p99Ms: 1.83 });
  });

  it('Artillery', () => {
    assert.deepEqual(artillery.read(fixture('artillery.json')), { done: 1280, failed: 0, p50Ms: 7, p99Ms: 29.1 });
  });
});
