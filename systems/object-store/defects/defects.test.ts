/** Defects are asked for by name. That each of them really misbehaves is shown once a week, and `npm run defects` shows that it is caught. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStoreProcess } from '../tests/store-process.ts';

test('an unknown defect is answered with the names of the known ones', async (t) => {
  await assert.rejects(
    startStoreProcess(t, '../main'),
    /no defect named '\.\.\/main'. Known: .*connection-limit, .*unchecked-checksum/,
  );
});
