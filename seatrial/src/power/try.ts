/** One leg of the healthy system, and one mutant on the legs that reach it: run, decided, kept. What is known already is not run again. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { isOpen, mutantFate, type Tried } from './fate.ts';
import { type Catches, type Leg, legsToTry } from './legs.ts';
import type { Mutant } from './mutant.ts';
import type { ProjectCopy } from './project-copy.ts';
import { type PowerRefusal, powerRefusal } from './refusal.ts';
import type { HealthyLeg, Results, TriedMutant } from './results.ts';
import { keepRun, type LegRun, type LegSetting, runLeg } from './run-leg.ts';

export interface At {
  readonly build: Build;
  readonly results: Results;
  /** How a leg is run in one of the build's copies. */
  settingIn(copy: ProjectCopy): LegSetting;
}

/** For what a healthy leg takes: no plan is known to take longer. */
const LONGEST_HEALTHY_MS = 60 * 60_000;
/** A mutant may make the system slow, and what waits for it. */
const LIMIT_TIMES = 2;
const LIMIT_MORE_MS = 60_000;

/** `number`: which of the legs it is. Null where it can be used, or was interrupted. */
export async function runHealthy(
  leg: Leg,
  number: number,
  { build, results, settingIn }: At,
): Promise<PowerRefusal | null> {
  if (results.legs.has(leg.name)) return null;
  const hits = join(build.healthy.folder, `.seatrial-hits-${number}`);
  writeFileSync(hits, '');
  const run = await runLeg(leg, settingIn(build.healthy), { hits }, LONGEST_HEALTHY_MS);
  if (run.ending === 'interrupted') return null;
  const place = keep(run, results.runFolder(leg.name, null));
  const refusal = powerRefusal(leg, run, place);
  if (refusal !== null) return refusal;
  const withVerdict = (verdict: string): string[] =>
    run.findings.filter((one) => one.verdict === verdict).map(({ claim }) => claim);
  const numbers = new Set(readFileSync(hits, 'utf8').split('\n'));
  rmSync(hits);
  results.add({
    kind: 'leg',
    ...leg,
    seconds: run.seconds,
    proven: withVerdict('proven'),
    unproven: withVerdict('unproven'),
    reaches: build.reachedBy(numbers),
  });
  return null;
}

/** Null where it was interrupted; a text where the mutant cannot be put on trial. */
export async function tryMutant(
  mutant: Mutant,
  { build, results, settingIn }: At,
): Promise<TriedMutant | string | null> {
  const { id } = mutant;
  const isReaching = ({ reaches, proven }: HealthyLeg): boolean => reaches.includes(id) && proven.length > 0;
  const legs = legsToTry([...results.legs.values()].filter(isReaching), catchesOf(results));
  const placed = build.copyFor(mutant);
  if (!placed.ok) return placed.problem;
  const tried: OnLeg[] = [];
  try {
    for (const leg of legs) {
      const one = await onLeg(leg, id, settingIn(placed.copy), results);
      if (one === null) return null;
      tried.push(one);
      if (mutantFate(tried).kind === 'killed') break;
    }
  } finally {
    placed.free();
  }
  const result: TriedMutant = {
    kind: 'mutant',
    id,
    fate: mutantFate(tried),
    legs: tried.map(({ leg }) => leg.name),
    judged: [...new Set(tried.flatMap(judgedIn))],
    seconds: tried.reduce((sum, { run }) => sum + run.seconds, 0),
  };
  results.add(result);
  return result;
}

interface OnLeg extends Tried {
  readonly leg: HealthyLeg;
}

/** One leg with a mutant on; once more where that leaves something open, because the machine may not have been quiet. Null where it was interrupted. */
async function onLeg(leg: HealthyLeg, mutant: string, setting: LegSetting, results: Results): Promise<OnLeg | null> {
  const attempt = async (): Promise<OnLeg | null> => {
    const run = await runLeg(leg, setting, { mutant }, leg.seconds * 1000 * LIMIT_TIMES + LIMIT_MORE_MS);
    if (run.ending === 'interrupted') return null;
    keep(run, results.runFolder(leg.name, mutant));
    return { run, leg, proven: new Set(leg.proven) };
  };
  const first = await attempt();
  if (first === null || !isOpen(first)) return first;
  const second = await attempt();
  return second && { ...second, run: { ...second.run, seconds: first.run.seconds + second.run.seconds } };
}

/** The claims that could have caught something in a run. */
function judgedIn({ run, proven }: Tried): string[] {
  return run.findings.map(({ claim }) => claim).filter((claim) => proven.has(claim));
}

/** The run directory, where it is kept with the results. */
function keep({ directory }: LegRun, place: string): string | null {
  if (directory === null) return null;
  keepRun(directory, place);
  return place;
}

/** Of all mutants so far: how often each leg was run, and how often it was the one that caught. */
function catchesOf({ mutants }: Results): Map<string, Catches> {
  const catches = new Map<string, Catches>();
  for (const { legs, fate } of mutants.values()) {
    for (const [index, leg] of legs.entries()) {
      const { runs, kills } = catches.get(leg) ?? { runs: 0, kills: 0 };
      const caught = fate.kind === 'killed' && index === legs.length - 1;
      catches.set(leg, { runs: runs + 1, kills: kills + (caught ? 1 : 0) });
    }
  }
  return catches;
}
