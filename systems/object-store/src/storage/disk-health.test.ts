/** A slow disk is not a dead one, and a dead one is not a slow one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoSpaceError, type Space } from '../chunks/chunk-store.ts';
import { createDiskHealth } from './disk-health.ts';

test('a disk that is slow for a moment serves, one that stays away fails, one that is back serves again', async () => {
  const space: Space = { availableBytes: 3, usedBytes: 4, totalBytes: 7 };
  let nowMs = 0;
  let checks = 0;
  let answer = Promise.withResolvers<Space>();
  const check = (): Promise<Space> => {
    checks += 1;
    return answer.promise;
  };
  const health = createDiskHealth('s1', { check }, () => nowMs);
  const statusOf = async () => (await health()).status;

  assert.equal(await statusOf(), 'FAILING', 'it has never answered');
  answer.resolve(space);
  await answer.promise;
  assert.deepEqual(await health(), { serverId: 's1', status: 'SERVING', problem: '', ...space });

  answer = Promise.withResolvers();
  nowMs = 29_999;
  assert.equal(await statusOf(), 'SERVING', 'slow');
  nowMs = 30_000;
  assert.equal(await statusOf(), 'FAILING', 'away');
  assert.equal(checks, 2, 'one look at a time');
  answer.reject(new NoSpaceError('full'));
  assert.deepEqual(await health().then(({ status, problem }) => [status, problem]), ['FULL', 'full']);
});
