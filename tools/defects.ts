/**
 * `npm run defects`: proves the prover. The healthy build must be proven by the whole of its trials, in their brief form; each planted defect
 * must be disproven by the claim its author said would catch it. To keep this short a defect is not put on the whole trial: it runs only the
 * parts that this claim is of, after what prepares them. Fails when a defect is missed, or when the healthy build is not proven. Takes
 * names of defects, or `healthy`, to run only those; `--system NAME` and `--shard 1/4` for a part of them.
 *
 * `--share 1/10 --seed N --changed BASE` runs a share that the seed chooses, after the healthy build and the defects that stand on a file
 * that was changed since the commit BASE. Where BASE is empty or not in the history it is only the share. It takes 300 s at most: what
 * was not begun by then is told, and comes first with another seed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { globSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { styleText } from 'node:util';
import type { Trial } from '../seatrial/src/plan/trial.ts';
import { reportSchema } from '../seatrial/src/report/formats/json-schema.ts';
import { chooseDefects, readChoice } from './suite/defect-choice.ts';
import { parse } from './tidy/parse.ts';
import { reach } from './tidy/reach.ts';
import { readRepository } from './tidy/repository.ts';

const LIMIT_MS = 180_000;
/** Where a share was asked for, no trial is begun after this: the longest ones take half a minute. */
const BEGUN_WITHIN_MS = 260_000;
/** Those take too long here. */
const LEFT_OUT = 'trial.full.ts';

interface Defect {
  readonly name: string;
  /** The claim that is meant to catch it, and the trial that makes it. */
  readonly caughtBy: string;
  readonly plan: string;
  /** The files it runs, itself included. */
  readonly standsOn: readonly string[];
}

interface Outcome {
  readonly verdict: string;
  /** Claims that were disproven. */
  readonly disproven: readonly string[];
  readonly problem: string | null;
}

const choice = readChoice(process.argv.slice(2));
const changed = choice.changedSince === null ? [] : changedSince(choice.changedSince);
const sources = new Map(
  parse(readRepository().filter(({ path }) => /^(service|systems)\/.*\.ts$/.test(path))).map((file) => [
    file.path,
    file,
  ]),
);
let failures = 0;
let runs = 0;
const startedMs = performance.now();
for (const system of globSync('systems/*/defects').map(dirname).sort()) {
  if (choice.system !== null && basename(system) !== choice.system) continue;
  const trials = globSync('trial*.ts', { cwd: system })
    .filter((file) => file !== LEFT_OUT)
    .sort();
  const isWanted = (name: string): boolean => choice.names.length === 0 || choice.names.includes(name);
  const plans = trials.map((trial) => `${system}/${trial}`);
  const all = (await defectsOf(system, plans)).filter(({ name }) => isWanted(name));
  const defects = chooseDefects(all, changed, choice);
  console.log(
    `${styleText('bold', system)}: ${trials.length} trials of the healthy build, and ${defects.length} of ${all.length} defects\n`,
  );
  if (isWanted('healthy')) for (const plan of plans) await run(`healthy, ${plan.split('/').at(-1)}`, plan, null);
  for (const [index, defect] of defects.entries()) {
    if (choice.share !== null && performance.now() - startedMs > BEGUN_WITHIN_MS) {
      console.log(`no time is left for ${defects.length - index} of them, of which the first is ${defect.name}`);
      break;
    }
    await run(defect.name, defect.plan, defect);
  }
}
const tookS = Math.round((performance.now() - startedMs) / 1000);
console.log(`\n${runs - failures} passed, ${failures} failed, in ${tookS} s`);
process.exitCode = failures > 0 ? 1 : 0;

async function defectsOf(system: string, plans: readonly string[]): Promise<Defect[]> {
  const planOf = new Map<string, string>();
  for (const plan of plans) {
    const { default: trial } = (await import(`../${plan}`)) as { default: Trial };
    for (const { id } of trial.options.claims) if (!planOf.has(id)) planOf.set(id, plan);
  }
  const files = readdirSync(`${system}/defects`).filter((file) => /^[a-z-]+\.ts$/.test(file));
  return Promise.all(
    files.map(async (file) => {
      const { caughtBy } = (await import(`../${system}/defects/${file}`)) as { caughtBy?: string };
      if (caughtBy === undefined) throw new Error(`${system}/defects/${file} does not say by which claim it is caught`);
      const plan = planOf.get(caughtBy);
      if (plan === undefined) throw new Error(`${system}/defects/${file}: no trial has the claim '${caughtBy}'`);
      const source = sources.get(`${system}/defects/${file}`);
      const standsOn = source === undefined ? [] : [...reach(sources, source).keys()].map(({ path }) => path);
      return { name: file.replace(/\.ts$/, ''), caughtBy, plan, standsOn };
    }),
  );
}

/** Paths of files; none where the commit is not in the history. */
function changedSince(base: string): string[] {
  try {
    const output = execFileSync('git', ['diff', '--name-only', base], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\n').filter((path) => path !== '');
  } catch {
    console.log(`the commit ${base} is not in the history: only the share is tried`);
    return [];
  }
}

/** One line of the matrix: the verdict, the claim that was meant to catch it, and what else did. */
async function run(name: string, plan: string, defect: Defect | null): Promise<void> {
  const { verdict, disproven, problem } = await runTrial(plan, defect);
  const caught = defect === null ? verdict === 'proven' : disproven.includes(defect.caughtBy);
  const passed = problem === null && caught;
  runs++;
  if (!passed) failures++;
  const mark = passed ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${styleText('bold', name.padEnd(26))} ${verdict}`);
  if (problem !== null) console.log(`    ${problem}`);
  if (defect !== null) console.log(`    ${caught ? 'by' : 'NOT by'} ${defect.caughtBy}`);
  const others = disproven.filter((claim) => claim !== defect?.caughtBy);
  if (others.length === 0) return;
  const more = others.length > 3 ? `; ${others.length - 3} more` : '';
  console.log(styleText('dim', `    and ${others.slice(0, 3).join('; ')}${more}`));
}

/** Runs a trial through the command line, as a user would, in its brief form. */
function runTrial(plan: string, defect: Defect | null): Promise<Outcome> {
  // Chosen when the plan was read here: every trial chooses its own.
  const environment = { ...process.env, OBJECT_STORE_TRIAL_PORTS: undefined };
  const asked = ['--set', 'brief=true'];
  if (defect !== null) asked.push('--set', `defect=${defect.name}`, '--claim', defect.caughtBy);
  const child = spawn(process.execPath, ['seatrial/bin/seatrial.mjs', 'run', plan, '--json', ...asked], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (complaints += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(outcomeOf(output, `exit code ${code}: ${complaints.trim()}`, defect === null)));
  });
}

/** What was not shown says nothing of a defect; of the healthy build it says that the trial is not good enough. */
function outcomeOf(output: string, ending: string, healthy: boolean): Outcome {
  const parsed = reportSchema.safeParse(parseJson(output));
  if (!parsed.success) return { verdict: 'none', disproven: [], problem: `no report, ${ending}` };
  const { scorecard, findings } = parsed.data;
  const disproven = findings.filter((finding) => finding.verdict === 'disproven').map((finding) => finding.claim);
  const unproven = findings.filter((finding) => finding.verdict === 'unproven');
  const problem = unproven.map((finding) => `${finding.claim}: ${finding.because[0]}`).join('; ');
  return { verdict: scorecard.verdict, disproven, problem: healthy && problem !== '' ? problem : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
