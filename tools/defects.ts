/**
 * `npm run defects`: proves the prover. Runs each reference system's trial on the healthy build and on every planted
 * defect, and prints which claim disproved which. Fails when a defect is missed by the claim meant for it, or when the
 * healthy build is not proven. Takes names of defects to run only those.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { styleText } from 'node:util';
import { reportSchema } from '../seatrial/src/report/json-schema.ts';

const SYSTEMS = ['systems/object-store'];
const LIMIT_MS = 180_000;

interface Defect {
  readonly name: string;
  /** The claim that is meant to catch it. */
  readonly caughtBy: string;
}

interface Outcome {
  readonly verdict: string;
  /** Claims that were disproven. */
  readonly disproven: readonly string[];
  readonly problem: string | null;
}

let failures = 0;
let runs = 0;
for (const system of SYSTEMS) {
  const wanted = process.argv.slice(2);
  const defects = (await defectsOf(system)).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  console.log(`${styleText('bold', system)}: the healthy build and ${defects.length} defects\n`);
  if (wanted.length === 0) report('healthy', await runTrial(system, null), null);
  for (const defect of defects) report(defect.name, await runTrial(system, defect.name), defect.caughtBy);
}
console.log(`\n${runs - failures} passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;

async function defectsOf(system: string): Promise<Defect[]> {
  const files = readdirSync(`${system}/defects`).filter((file) => /^[a-z-]+\.ts$/.test(file));
  return Promise.all(
    files.map(async (file) => {
      const { caughtBy } = (await import(`../${system}/defects/${file}`)) as { caughtBy?: string };
      if (caughtBy === undefined) throw new Error(`${system}/defects/${file} does not say by which claim it is caught`);
      return { name: file.replace(/\.ts$/, ''), caughtBy };
    }),
  );
}

/** One line of the matrix: the verdict, the claim that was meant to catch it, and what else did. */
function report(name: string, { verdict, disproven, problem }: Outcome, caughtBy: string | null): void {
  const passed = problem === null && (caughtBy === null ? verdict === 'proven' : disproven.includes(caughtBy));
  runs++;
  if (!passed) failures++;
  const mark = passed ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${styleText('bold', name.padEnd(20))} ${verdict}`);
  if (problem !== null) console.log(`    ${problem}`);
  if (caughtBy !== null) console.log(`    ${disproven.includes(caughtBy) ? 'by  ' : 'NOT by'} ${caughtBy}`);
  const others = disproven.filter((claim) => claim !== caughtBy);
  if (others.length > 0)
    console.log(
      styleText(
        'dim',
        `    and ${others.slice(0, 3).join('; ')}${others.length > 3 ? `; ${others.length - 3} more` : ''}`,
      ),
    );
}

/** Runs the trial through the command line, as a user would, in its short form. */
function runTrial(system: string, defect: string | null): Promise<Outcome> {
  const environment = {
    ...process.env,
    OBJECT_STORE_BRIEF: '1',
    ...(defect !== null && { OBJECT_STORE_DEFECT: defect }),
  };
  const child = spawn(process.execPath, ['seatrial/bin/seatrial.mjs', 'run', `${system}/trial.ts`, '--json'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (complaints += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const parsed = reportSchema.safeParse(parseJson(output));
      if (!parsed.success) {
        const problem = `no report (exit code ${code}): ${complaints.trim().split('\n').at(-1) ?? ''}`;
        return resolve({ verdict: 'none', disproven: [], problem });
      }
      const { scorecard, findings } = parsed.data;
      const disproven = findings.filter((finding) => finding.verdict === 'disproven').map((finding) => finding.claim);
      const unproven = findings.filter((finding) => finding.verdict === 'unproven');
      const problem =
        defect === null && unproven.length > 0
          ? unproven.map((finding) => `${finding.claim}: ${finding.because[0]}`).join('; ')
          : null;
      resolve({ verdict: scorecard.verdict, disproven, problem });
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
