/**
 * The laws of faults for one of a plan's own, for the tests of whoever writes it. It is done for real, by the code that does it in
 * a trial, and looked at from outside; what its own functions answer is believed nowhere.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../evidence/records.ts';
import { type CustomFault, customSpecs, type FaultSite } from '../../plan/faults/custom.ts';
import { Problems } from '../../plan/problems.ts';
import type { ResolvedFault } from '../../plan/resolved.ts';
import { systemClock } from '../../std/clock.ts';
import { shown } from '../../std/shown.ts';
import { parseDuration } from '../../std/units.ts';
import { Custom } from './custom.ts';
import { hold } from './inject.ts';

/** How it is done by each law; the first is how it is done in a trial. */
const LAWS = {
  'is done and undone': {},
  'is undone early': { early: true },
  'is undone where it was never done': { never: true },
  'is done again': {},
} as const satisfies Readonly<Record<string, Way>>;

export type FaultLaw = keyof typeof LAWS;

interface Way {
  /** It is ended as soon as it has bitten. */
  readonly early?: true;
  /** Its `inject` throws in place of doing anything. */
  readonly never?: true;
}

export interface FaultLaws {
  /** Whether it is seen from outside to be in force: not by what `inject` and `undo` know. */
  readonly inForce: () => boolean | Promise<boolean>;
  /** What its functions are given; an empty site by default. */
  readonly site?: Partial<Omit<FaultSite, 'signal'>>;
  /** Laws that are not held against it, and why not. */
  readonly skip?: readonly { readonly laws: readonly FaultLaw[]; readonly reason: string }[];
}

/** What it breaks, a sentence each; none where it keeps all laws. It is in force for its `for` each time. */
export async function brokenFaultLaws(fault: CustomFault, { skip = [], ...how }: FaultLaws): Promise<string[]> {
  const problems = new Problems();
  customSpecs.custom.check?.('fault', fault, problems);
  const holdMs = problems.take('fault.for', parseDuration(fault.for));
  if (problems.list.length > 0) return problems.list.map(({ path, problem }) => `${path}: ${problem}`);
  const skipped = new Set<string>(skip.flatMap(({ laws }) => laws));
  const broken: string[] = [];
  for (const [law, way] of Object.entries<Way>(LAWS)) {
    if (skipped.has(law)) continue;
    for (const sentence of await brokenIn(way, fault, holdMs, how)) broken.push(`${law}: ${sentence}`);
  }
  return broken;
}

async function brokenIn(
  way: Way,
  fault: CustomFault,
  holdMs: number,
  { inForce, site }: Omit<FaultLaws, 'skip'>,
): Promise<string[]> {
  const look = async (): Promise<boolean | string> => {
    try {
      return await inForce();
    } catch (error) {
      return `inForce threw ${shown(error)}`;
    }
  };
  const before = await look();
  if (before !== false) return [typeof before === 'string' ? before : 'it is in force before it is done'];
  const { facts, during } = await lived(way, fault, holdMs, site, look);
  const after = await look();
  return [
    ...(way.never ? [] : whyNoBite(facts, during)),
    ...whyNotOver(facts),
    ...(after === false ? [] : [typeof after === 'string' ? after : 'it is in force after it was undone']),
  ];
}

/** One life of it: what was recorded, and what was seen from outside once it had bitten. */
async function lived(
  { early, never }: Way,
  fault: CustomFault,
  holdMs: number,
  site: FaultLaws['site'],
  look: () => Promise<boolean | string>,
): Promise<{ facts: readonly Fact[]; during: boolean | string | null }> {
  const facts: Fact[] = [];
  const phase = new AbortController();
  const { signal } = phase;
  const clock = systemClock();
  let seen: Promise<boolean | string> | null = null;
  const emit = (fact: Fact): void => {
    facts.push(fact);
    if (fact.kind !== 'fault-bit') return;
    seen = look();
    if (early) void seen.then(() => phase.abort('the law'));
  };
  const { name, at, for: held, undo, bites } = fault;
  const inject = never ? () => Promise.reject(new Error('never')) : fault.inject;
  const options = { name, at, for: held, inject, undo, ...(bites !== undefined && { bites }) };
  const aim = { target: { system: name }, atMs: 0, holdMs, what: name };
  const resolved: ResolvedFault = { kind: 'custom', options, ...aim };
  const instances = (site?.instances ?? []).map((one) => ({
    name: `${one.system} ${one.instance}`,
    state: 'running' as const,
    seen: one,
  }));
  const mechanism = new Custom(options, { instances, url: site?.url ?? '', clock, signal, isOne: false });
  const leaseFolder = mkdtempSync(join(tmpdir(), 'seatrial-laws-'));
  try {
    await hold(mechanism, resolved, 'laws', { emit, clock, signal, leaseFolder });
  } finally {
    rmSync(leaseFolder, { recursive: true, force: true });
  }
  return { facts, during: await seen };
}

function whyNoBite(facts: readonly Fact[], during: boolean | string | null): string[] {
  if (typeof during === 'string') return [during];
  if (during === true) return [];
  if (during === false) return ['it says that it has an effect, and inForce sees none'];
  const done = first(facts, 'fault-done');
  if (done !== undefined) return [`nobody knows whether it has an effect: ${done.what}`];
  return [`it had no effect: ${first(facts, 'fault-undone')?.missed ?? 'nothing was recorded'}`];
}

function whyNotOver(facts: readonly Fact[]): string[] {
  const undone = first(facts, 'fault-undone');
  return undone?.verified === true ? [] : [`it was not seen to be over: ${undone?.what ?? 'nothing was recorded'}`];
}

function first<K extends Fact['kind']>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }> | undefined {
  return facts.find((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}
