/** A trial against the reference object store, started as any other system, for the kit's tests. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type defineTrial, runTrial, system } from 'seatrial';
import type { Account } from '../index.ts';

export const MAIN = join(import.meta.dirname, '../../../..', 'systems/object-store/src/main.ts');

export const DOOR = join(import.meta.dirname, 'store-without.ts');

const accountOf = (tenant: string): Account => ({
  tenant,
  accessKeyId: `AK${tenant.toUpperCase()}`,
  secretAccessKey: `${tenant}-secret-of-this-test`,
});
export const accounts = [accountOf('amber'), accountOf('birch'), accountOf('cedar')] as const;

export const store = system('store', {
  command: ['node', MAIN, '--port', '{port}', '--data', '{dir}'],
  env: { OBJECT_STORE_CREDENTIALS: JSON.stringify(accounts) },
  ready: { http: '/health', within: '30s' },
});

/** Every claim of a trial with its verdict, and why. */
export async function verdicts(t: TestContext, trial: ReturnType<typeof defineTrial>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kit-s3-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const result = await runTrial(trial, { folder });
  assert.ok(result.ok, JSON.stringify(result));
  return result.assessment.findings.map(
    ({ claim, verdict, because }) => `${verdict}: ${claim} (${because.join('; ')})`,
  );
}
