/** Paths with values in them, and methods that are not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchPath } from './match-path.ts';

const routes = [
  { method: 'GET', path: '/jobs' },
  { method: 'POST', path: '/jobs' },
  { method: 'DELETE', path: '/jobs/{job_id}/steps/{step_id}' },
];

const found = (path: string) => {
  const { methods, pathValues } = matchPath(routes, path);
  return `${[...methods.keys()].sort()}: ${pathValues}`;
};

test('a path has its methods, and HEAD where it has GET', () => {
  assert.equal(found('/jobs'), 'GET,HEAD,POST: ');
  assert.equal(found('/jobs/7/steps/8%2F9'), 'DELETE: 7,8%2F9');
});

test('a value is never empty, and nothing is left over', () => {
  for (const path of ['/', '/jobs/', '/jobs/7', '/jobs//steps/8', '/jobs/7/steps/8/', '/Jobs'])
    assert.equal(found(path), ': ', path);
});
