import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { JourneyContext } from '../../plan/journey.ts';
import { journeyIn } from '../../plan/phases/phase.ts';
import { resolveTrial } from '../../plan/resolve.ts';
import { quickPlan, quickTrial } from './quick-trial.ts';

function digest(trial: unknown): string {
  const resolution = resolveTrial(trial);
  assert.ok(resolution.ok);
  return resolution.plan.summary.digest;
}

test('the plan that threads of load import is the trial of the command line', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-quick-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const address = 'http://127.0.0.1:8080/a%20b?c="d"';
  const few = { users: '5', duration: '3s', threshold: [] } as const;
  const all = { ...few, rate: '50/s', threshold: ['p(95)<1s', 'max<5s'], allowRemote: true } as const;
  for (const [name, options] of Object.entries({ few, all })) {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, quickPlan(address, options));
    const { default: imported } = (await import(pathToFileURL(file).href)) as { default: unknown };
    assert.equal(digest(imported), digest(quickTrial(address, options)));
  }
});

test('a user and a password are asked with, for t.http to send them', async () => {
  for (const [address, asked] of Object.entries({
    'http://ada:secret@127.0.0.1:1/a?b': 'http://ada:secret@127.0.0.1:1/a?b',
    'http://127.0.0.1:1/a?b': '/a?b',
  })) {
    const trial = quickTrial(address, { users: '1', duration: '1s', threshold: [] });
    const resolution = resolveTrial(trial);
    const phase = resolution.ok ? resolution.plan.actions.phases[0] : undefined;
    const got: string[] = [];
    const http = { get: async (path: string) => void got.push(path) };
    await (phase && journeyIn(phase))?.run({ http } as unknown as JourneyContext);
    assert.deepEqual(got, [asked]);
    const secrets = resolution.ok ? resolution.plan.actions.secrets : [];
    assert.deepEqual(secrets, address.includes('@') ? ['ada:secret', 'secret'] : []);
  }
});
