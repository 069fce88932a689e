/** Runs that versions before this one recorded are read and judged as they were then. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from './judge/finding.ts';
import { assessRun } from './judge-run.ts';

const runs = join(import.meta.dirname, 'fixtures/runs');

for (const name of readdirSync(runs)) {
  test(`an older run is judged as it was: ${name}`, () => {
    const directory = join(runs, name);
    const then = JSON.parse(readFileSync(join(directory, 'findings.json'), 'utf8')) as Finding[];
    const judged = assessRun(directory);
    if (!judged.ok) assert.fail(judged.problems.join('; '));
    assert.deepEqual(
      judged.assessment.findings.map(({ claim, verdict }) => [claim, verdict]),
      then.map(({ claim, verdict }) => [claim, verdict]),
    );
  });
}
