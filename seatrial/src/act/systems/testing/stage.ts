/**
 * Where tests play with real processes: a folder of its own, a journal in memory, and a final check that nothing is left,
 * no process, no guard, no lease. A test cannot forget it: it gets the stage only inside `onStage`.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emit } from '../../../evidence/emit.ts';
import type { Fact, FactKind } from '../../../evidence/records.ts';
import type { ProcessOptions } from '../../../plan/systems/system.ts';
import { processes } from '../../../plan/testing/resolved.ts';
import { type Clock, systemClock } from '../../../std/clock.ts';
import { Instance, type TargetContext } from '../instance.ts';
import { processIds, readProcess, sendTo } from '../process-table.ts';

/** The program in fixtures/server.mjs. */
export const SERVER = fileURLToPath(new URL('../fixtures/server.mjs', import.meta.url));

export interface InstanceStage {
  folder: string;
  facts: Fact[];
  context: TargetContext;
  /** Ends the trial. */
  trial: AbortController;
  /** An instance that is not started yet and is stopped at the end: fixtures/server.mjs with these habits, or of these options. */
  prepare(options?: Partial<ProcessOptions> & { habits?: string[] }): Promise<Instance>;
  factsOf<K extends FactKind>(kind: K): Extract<Fact, { kind: K }>[];
}

export async function onStage(
  play: (stage: InstanceStage) => Promise<void>,
  clock: Clock = systemClock(),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-stage-'));
  const facts: Fact[] = [];
  const instances: Instance[] = [];
  const trial = new AbortController();
  const context = { ...contextIn(folder, (fact) => facts.push(fact), clock), signal: trial.signal };
  const prepare: InstanceStage['prepare'] = async ({ habits = [], ...options } = {}) => {
    const given = { command: ['node', SERVER, '{port}', ...habits], ...options };
    const texts = [...given.command, ...Object.values(given.env ?? {})];
    const listens = texts.some((text) => text.includes('{port')) ? {} : { listens: false as const };
    const instance = await Instance.prepare(processes({ ...listens, ...given }), instances.length + 1, context);
    instances.push(instance);
    return instance;
  };
  const factsOf: InstanceStage['factsOf'] = (kind) => facts.filter((fact) => fact.kind === kind) as never;
  const failure = await play({ folder, facts, context, trial, prepare, factsOf }).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await Promise.all(instances.map((instance) => instance.stop()));
  const guards = factsOf('instance-started').map(({ pid }) => guardOf(pid));
  const left = [...processesOf(folder), ...guards.filter((pid) => pid !== null)];
  for (const process of left.flatMap((pid) => readProcess(pid) ?? [])) sendTo(process, 'SIGKILL');
  const leases = existsSync(context.leaseFolder) ? readdirSync(context.leaseFolder) : [];
  rmSync(folder, { recursive: true, force: true });
  // The failure of the test itself comes before what it left.
  if (failure !== null) throw failure.error;
  assert.deepEqual(left, [], 'processes are left');
  assert.deepEqual(
    leases.filter((file) => !file.endsWith('.unreadable')),
    [],
    'leases are left',
  );
}

export function contextIn(folder: string, emit: Emit, clock: Clock): TargetContext {
  return {
    emit,
    clock,
    signal: new AbortController().signal,
    logsFolder: join(folder, 'logs'),
    dataFolder: join(folder, 'data'),
    leaseFolder: join(folder, 'leases'),
    environment: { ...process.env, SEATRIAL_STAGE: folder },
    workingFolder: folder,
  };
}

/** Every process that was started on a stage, with the shell at its gate and all that its program started. */
export function processesOf(folder: string): number[] {
  return processIds().filter((pid) => readProcess(pid) && holds(`/proc/${pid}/environ`, `SEATRIAL_STAGE=${folder}`));
}

/** The guard of a group; null when it does not live. */
export function guardOf(group: number): number | null {
  const guard = processIds().find(
    (pid) => readProcess(pid) && holds(`/proc/${pid}/cmdline`, `seatrial-guard\0${group}\0`),
  );
  return guard ?? null;
}

/** A clock on which time passes that many times faster. */
export function fasterClock(times: number): Clock {
  const real = systemClock();
  return { nowUs: () => real.nowUs() * times, sleep: (ms, signal) => real.sleep(ms / times, signal) };
}

/** Long, because a busy machine is slow; a test that passes does not wait for it. */
const PATIENCE_MS = 20_000;

/** Resolves when it holds; fails after twenty seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`never happened: ${what}`);
}

function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes(text);
  } catch {
    return false;
  }
}
