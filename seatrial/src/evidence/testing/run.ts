/** A run on the disk, in a folder that goes with the test: what the tests of this room write, damage and read back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Redact } from '../../std/redact.ts';
import { type Header, SCHEMA } from '../header.ts';
import { Journal, type JournalOptions } from '../journal.ts';
import type { Fact, Operation } from '../records.ts';
import { createRun } from '../run-directory.ts';

export const asItIs: Redact = (text) => text;

export const header: Header = {
  schema: SCHEMA,
  seatrial: '0.0.0',
  plan: { name: 'orders', digest: '00', systems: [], phases: [], claims: [] },
  seed: 1,
  startedAt: '2026-01-02T03:04:05.678Z',
  git: null,
  machine: { platform: 'linux', cpu: 'one', cores: 2, memoryBytes: 1e9, node: '24' },
};

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-evidence-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal in a run directory of its own; its clock counts whole milliseconds. */
export function openJournal(
  t: TestContext,
  options: Partial<JournalOptions> = {},
): { directory: string; journal: Journal } {
  const { directory, headerText } = createRun(temporaryFolder(t), header, options.redact ?? asItIs);
  let ticks = 0;
  const journal = new Journal({ directory, headerText, redact: asItIs, nowUs: () => ++ticks * 1000, ...options });
  t.after(() => journal.close());
  return { directory, journal };
}

/** A fact whose line is at least as long as asked for. */
export function fact(text: string, bytes = 0): Fact {
  return { kind: 'trial-started', name: text.padEnd(bytes, '.') };
}

/** A write of a key that was acknowledged. */
export function operation(journey: string, key: string, value = key): Operation {
  const where = { phase: 'load', journey, process: 'load/1' };
  return { kind: 'operation', ...where, op: 'write', key, value, startedUs: 1, endedUs: 2, outcome: 'ok' };
}
