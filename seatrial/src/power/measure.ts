/**
 * The whole story of `seatrial power`: copy the project into a build that can be broken, run each leg of the trial on the
 * healthy system, draw a sample of the mutants that were reached, and put each on the legs that reach it. Everything is run
 * by the command line in processes of its own; what is measured is the trial as people run it.
 */
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TrialOptions } from '../plan/trial.ts';
import { digestOf } from '../std/digest.ts';
import { many } from '../std/many.ts';
import { VERSION } from '../std/version.ts';
import type { Build } from './build.ts';
import { isFileSystemError } from './file-system-error.ts';
import { inParallel } from './in-parallel.ts';
import { legsOf } from './legs.ts';
import type { Mutant } from './mutant.ts';
import type { ProjectCopy } from './project-copy.ts';
import { type HealthyLeg, openResults, type Results, type TriedMutant } from './results.ts';
import type { LegSetting } from './run-leg.ts';
import { sampleOf } from './sample.ts';
import { buildSwitched } from './switched.ts';
import { runHealthy, tryMutant } from './try.ts';
import { buildVariants } from './variants.ts';

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url));

export interface PowerAsked {
  /** The command line that runs trials: absolute, and real. */
  readonly program: string;
  /** Absolute, and real. */
  readonly project: string;
  /** Absolute, within the project. */
  readonly plan: string;
  readonly options: TrialOptions;
  /** How it is broken: by small changes of these files, as patterns, or by variants in a folder; both from the project's folder. */
  readonly breaking: { readonly mutate: readonly string[] } | { readonly variants: string };
  /** How many mutants are tried; null for all that are reached. */
  readonly sample: number | null;
  readonly seed: number;
  /** How many trials run at the same time. */
  readonly parallel: number;
  /** `--set name=value`, as it is handed on. */
  readonly settings: readonly string[];
  readonly signal: AbortSignal;
}

/** Told what happens, while it does. */
export interface Watching {
  onPhase(text: string): void;
  onLeg(leg: HealthyLeg, number: number, of: number): void;
  /** `number` of `of`: its place among the mutants that are tried. */
  onTried(mutant: Mutant, tried: TriedMutant, number: number, of: number): void;
}

export interface MeasuredPower {
  readonly folder: string;
  readonly files: readonly string[];
  readonly mutants: readonly Mutant[];
  /** In the order in which they are tried; those that were not reached are not among them. */
  readonly sample: readonly Mutant[];
  readonly results: Pick<Results, 'legs' | 'mutants'>;
}

export type PowerResult =
  | { ok: true; measured: MeasuredPower }
  | { ok: false; kind: 'asked' | 'trial' | 'disk'; problem: string; hint: string };

/** Never throws for what a project or a disk is like. */
export async function measurePower(asked: PowerAsked, watching: Watching): Promise<PowerResult> {
  try {
    return await buildAndMeasure(asked, watching);
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    const problem = `the project cannot be copied, or the results cannot be kept: ${(error as Error).message}`;
    return { ok: false, kind: 'disk', problem, hint: 'free space or change permissions; what is known so far is kept' };
  }
}

async function buildAndMeasure(asked: PowerAsked, watching: Watching): Promise<PowerResult> {
  const { project, breaking } = asked;
  const built =
    'mutate' in breaking
      ? await buildSwitched(project, breaking.mutate)
      : buildVariants(project, resolve(project, breaking.variants));
  if (!built.ok) return { ...built, kind: 'asked' };
  try {
    return await measure(asked, watching, built.build);
  } finally {
    built.build.remove();
  }
}

async function measure(asked: PowerAsked, watching: Watching, build: Build): Promise<PowerResult> {
  const results = openResults(join(asked.project, '.seatrial', 'power', nameOf(asked, build)));
  const settingIn = (copy: ProjectCopy): LegSetting => ({
    program: copy.at(asked.program),
    plan: copy.at(asked.plan),
    folder: copy.folder,
    settings: asked.settings.flatMap((text) => ['--set', text]),
    probe: pathToFileURL(copy.at(PROBE)),
    signal: asked.signal,
  });
  const { mutants, files } = build;
  const at = { build, results, settingIn };
  watching.onPhase(`${many(mutants.length, 'mutant')} in ${many(files.length, 'file')}; first the healthy system`);
  const legs = legsOf(asked.options);
  const refusal = await inParallel([...legs.entries()], asked, async ([index, leg]) => {
    const stop = await runHealthy(leg, index + 1, at);
    const done = results.legs.get(leg.name);
    if (done) watching.onLeg(done, results.legs.size, legs.length);
    return stop;
  });
  if (refusal !== null) return { ok: false, kind: 'trial', ...refusal };
  const reached = new Set([...results.legs.values()].flatMap(({ reaches }) => reaches));
  const sample = sampleOf(
    mutants.filter(({ id }) => reached.has(id)),
    asked.sample ?? mutants.length,
    asked.seed,
  );
  const measured = { folder: relative(asked.project, results.folder), files, mutants, sample, results };
  if (asked.signal.aborted) return { ok: true, measured };
  if (reached.size === 0) {
    const hint = 'name with --mutate what the plan starts; it has to run on Node, from this folder';
    return { ok: false, kind: 'trial', problem: 'the trial reaches no line that was mutated', hint };
  }
  const known = sample.filter(({ id }) => results.mutants.has(id)).length;
  const before = known > 0 ? `, of which ${known} are known from before` : '';
  watching.onPhase(`the healthy system reaches ${reached.size} of them; ${sample.length} are tried${before}`);
  let number = 0;
  const problem = await inParallel(sample, asked, async (mutant) => {
    const tried = results.mutants.get(mutant.id) ?? (await tryMutant(mutant, at));
    if (tried === null || typeof tried === 'string') return tried;
    watching.onTried(mutant, tried, ++number, sample.length);
    return null;
  });
  if (problem === null) return { ok: true, measured };
  return {
    ok: false,
    kind: 'asked',
    problem,
    hint: 'what is known so far is kept; correct it, and run the same again',
  };
}

/** The same for the same files, plan and tools. How many are tried, and at which times, changes no result. */
function nameOf({ options, plan, project, settings }: PowerAsked, { healthy, madeFrom }: Build): string {
  const tools = { node: process.version, seatrial: VERSION };
  const all = { digest: healthy.digest, plan: relative(project, plan), madeFrom, settings, tools };
  const name = options.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return `${name}-${digestOf(all).slice(0, 12)}`;
}
