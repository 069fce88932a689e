/**
 * The whole story of `seatrial power`: copy the project, put every mutant into it behind a switch, run each leg of the trial on the
 * healthy system, draw a sample of the mutants that were reached, and put each on the legs that reach it. Everything is run
 * by the command line in processes of its own; what is measured is the trial as people run it.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TrialOptions } from '../plan/trial.ts';
import { digestOf } from '../std/digest.ts';
import { VERSION } from '../std/version.ts';
import { type Instrumented, instrument, type Mutant, type SourceText } from './instrument.ts';
import { legsOf } from './legs.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { type HealthyLeg, openResults, type Results, type TriedMutant } from './results.ts';
import type { Course } from './run-leg.ts';
import { sampleOf } from './sample.ts';
import { type Refusal, runHealthy, tryMutant } from './try.ts';

export interface PowerAsked {
  /** The command line that runs trials: absolute, and real. */
  readonly program: string;
  /** Absolute, and real. */
  readonly project: string;
  /** Absolute, within the project. */
  readonly plan: string;
  readonly options: TrialOptions;
  /** Patterns of files, from the project's folder; `!` before one leaves its files out. */
  readonly mutate: readonly string[];
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
  /** `number`: it is so-manieth of `of`. */
  onTried(mutant: Mutant, tried: TriedMutant, number: number, of: number): void;
}

export interface Measured {
  readonly folder: string;
  readonly sources: readonly SourceText[];
  readonly mutants: readonly Mutant[];
  /** In the order in which they are tried; those that were not reached are not among them. */
  readonly sample: readonly Mutant[];
  readonly results: Pick<Results, 'legs' | 'mutants'>;
}

export type PowerResult =
  | { ok: true; measured: Measured }
  | { ok: false; kind: 'asked' | 'trial'; problem: string; hint: string };

/** Throws the file system's error. */
export async function measurePower(asked: PowerAsked, watching: Watching): Promise<PowerResult> {
  const sources = sourcesOf(asked);
  if (sources.length === 0) {
    const hint = 'name files from this folder, such as --mutate "src/**/*.ts"; tests are left out';
    return { ok: false, kind: 'asked', problem: `${asked.mutate.join(' ')} names no source file`, hint };
  }
  const made = await instrument(sources);
  if (!made.ok) return { ...made, kind: 'asked' };
  const copy = copyProject(asked.project);
  try {
    for (const { file, text } of made.files) writeFileSync(join(copy.folder, file), text);
    return await measure(asked, watching, { copy, made, sources });
  } finally {
    copy.remove();
  }
}

interface Build {
  readonly copy: ProjectCopy;
  readonly made: Extract<Instrumented, { ok: true }>;
  readonly sources: readonly SourceText[];
}

async function measure(asked: PowerAsked, watching: Watching, { copy, made, sources }: Build): Promise<PowerResult> {
  const results = openResults(join(asked.project, '.seatrial', 'power', nameOf(asked, copy)));
  const course: Course = {
    program: copy.at(asked.program),
    plan: copy.at(asked.plan),
    folder: copy.folder,
    settings: asked.settings.flatMap((text) => ['--set', text]),
    probe: new URL('./probe.mjs', import.meta.url),
    signal: asked.signal,
  };
  const { mutants } = made;
  const at = { course, results, mutants };
  watching.onPhase(`${mutants.length} mutants in ${sources.length} files; first the healthy system`);
  const legs = legsOf(asked.options);
  let refusal: Refusal | null = null;
  await inParallel(legs, asked, async (leg) => {
    refusal ??= await runHealthy(leg, at);
    const done = results.legs.get(leg.name);
    if (done) watching.onLeg(done, results.legs.size, legs.length);
    return refusal === null;
  });
  if (refusal !== null) return { ok: false, kind: 'trial', ...(refusal as Refusal) };
  const reached = new Set([...results.legs.values()].flatMap(({ reaches }) => reaches));
  const sample = sampleOf(
    mutants.filter(({ id }) => reached.has(id)),
    asked.sample ?? mutants.length,
    asked.seed,
  );
  const measured = { folder: relative(asked.project, results.folder), sources, mutants, sample, results };
  if (asked.signal.aborted) return { ok: true, measured };
  if (reached.size === 0) {
    const hint = 'name with --mutate what the plan starts; it has to run on Node, from this folder';
    return { ok: false, kind: 'trial', problem: 'the trial reaches no line that was mutated', hint };
  }
  const known = sample.filter(({ id }) => results.mutants.has(id)).length;
  const before = known > 0 ? `, of which ${known} are known from before` : '';
  watching.onPhase(`the healthy system reaches ${reached.size} of them; ${sample.length} are tried${before}`);
  let number = 0;
  await inParallel(sample, asked, async (mutant) => {
    const tried = results.mutants.get(mutant.id) ?? (await tryMutant(mutant, at));
    if (tried !== null) watching.onTried(mutant, tried, ++number, sample.length);
    return tried !== null;
  });
  return { ok: true, measured };
}

/** Source files that are named, with their texts; tests and declarations are none. */
function sourcesOf({ project, mutate }: PowerAsked): SourceText[] {
  const [wanted, unwanted] = [
    mutate.filter((one) => !one.startsWith('!')),
    mutate.filter((one) => one.startsWith('!')),
  ];
  const exclude = ['**/node_modules/**', '**/.seatrial/**', ...unwanted.map((one) => one.slice(1))];
  return globSync([...wanted], { cwd: project, exclude })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\.(test|spec|d)\.[cm]?[jt]s$/.test(file))
    .filter((file) => !relative(project, join(project, file)).startsWith('..'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(project, file), 'utf8') }));
}

/** The same for the same files, plan and tools. How many are tried, and at which times, changes no result. */
function nameOf({ options, plan, project, mutate, settings }: PowerAsked, { digest }: ProjectCopy): string {
  const all = { digest, plan: relative(project, plan), mutate, settings, node: process.version, seatrial: VERSION };
  const name = options.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return `${name}-${digestOf(all).slice(0, 12)}`;
}

/** Each item in its order, `parallel` at the same time; none more once one was not `work`ed to its end, or it is ended. */
async function inParallel<T>(
  items: readonly T[],
  { parallel, signal }: Pick<PowerAsked, 'parallel' | 'signal'>,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined && !signal.aborted; item = rest.shift())
      if (!(await work(item))) rest.length = 0;
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
