/** The command line as a user of an example runs it, in a folder that is removed when the tests are over. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';

export const root = join(import.meta.dirname, '../..');
const parent = join(root, '.seatrial/examples-test');
mkdirSync(parent, { recursive: true });
// Below the repository, so that the plans find the packages they import.
export const folder = mkdtempSync(join(parent, 'user-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function node(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const options = { cwd: folder, env: { ...process.env, ...environment }, timeout: 120_000, maxBuffer: 64 * 1024 ** 2 };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

export const seatrial = (args: readonly string[], environment?: Record<string, string>): Promise<Ended> =>
  node([join(root, 'seatrial/bin/seatrial.mjs'), ...args], environment);

interface Finding {
  readonly claim: string;
  readonly kind: string;
  readonly category: string;
  readonly verdict: string;
  readonly because: readonly string[];
}

export function findingsOf({ stdout, stderr }: Ended): readonly Finding[] {
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout).findings;
}

/** What a busy machine may leave unproven is left out; everything else must be proven. */
export function assertProven(findings: readonly Finding[]): void {
  const figures = ['performance', 'operability'];
  const others = findings.filter(({ category }) => !figures.includes(category));
  assert.ok(others.length > 0);
  assert.deepEqual(
    others.filter(({ verdict }) => verdict !== 'proven'),
    [],
  );
}
