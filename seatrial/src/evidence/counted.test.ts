import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedIn, givesWayTo, mainKind, mainWindows } from './counted.ts';

test('a journal of version 0.1 knows iterations and requests', () => {
  assert.equal(countedIn({ step: 'iteration' }), 'iteration');
  assert.equal(countedIn({ step: 'GET /' }), 'request');
  assert.equal(countedIn({ step: 'GET /', of: 'step' }), 'step');
});

test('figures are about requests, and about steps and iterations only where there is nothing before them', () => {
  const iteration = { step: 'iteration' };
  const step = { step: 'compute', of: 'step' } as const;
  const request = { step: 'GET /', of: 'request' } as const;
  assert.equal(mainKind([]), null);
  assert.equal(mainKind([iteration]), 'iteration');
  assert.equal(mainKind([iteration, step]), 'step');
  assert.deepEqual(mainWindows([iteration, step, request]), [request]);
  assert.ok(givesWayTo('iteration', 'request'));
  assert.ok(!givesWayTo('request', 'step'));
});
