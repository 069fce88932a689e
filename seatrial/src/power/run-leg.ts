/**
 * One leg of a trial, run by the command line in a process of its own, on the mutated copy: what the claims got, as data.
 * Nothing is judged here. A run that does not come to its end within its limit is ended as a person would end it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../evidence/read-run.ts';
import type { Finding } from '../judge/finding.ts';
import { deathsOf } from '../report/figures/deaths.ts';
import type { Report } from '../report/formats/json-schema.ts';
import type { Leg } from './legs.ts';

/** What a leg is run with. */
export interface LegSetting {
  /** The command line that is run, of the copy where the product itself is in the project. */
  readonly program: string;
  /** In the copy. */
  readonly plan: string;
  /** The copy's folder, where the person was in the project. */
  readonly folder: string;
  /** Further arguments: those of `--set`. */
  readonly settings: readonly string[];
  /** A module that every process under test loads first. */
  readonly probe: URL;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** What is switched on in the processes under test. */
export interface Switches {
  /** The mutant that is switched on. */
  readonly mutant?: string;
  /** Where numbers of places that are reached are written to. */
  readonly hits?: string;
}

export type JudgedLeg = Pick<Finding, 'claim' | 'kind' | 'verdict'>;

/** `system gone`: it did not become ready, or ended and did not run on, which ended the trial; `broken`: there is no report. */
export interface LegRun {
  readonly ending: 'judged' | 'system gone' | 'timed out' | 'interrupted' | 'broken';
  readonly seconds: number;
  readonly findings: readonly JudgedLeg[];
  /** Why it is not as it was asked for; empty where all is well. */
  readonly because: string;
  /** The run directory; null where there is none. */
  readonly directory: string | null;
}

const INTERRUPTED: LegRun = { ending: 'interrupted', seconds: 0, findings: [], because: '', directory: null };
const PATIENCE_MS = 20_000;

export async function runLeg(leg: Leg, setting: LegSetting, switches: Switches, limitMs: number): Promise<LegRun> {
  if (setting.signal.aborted) return INTERRUPTED;
  const startedMs = performance.now();
  const claims = leg.claims.flatMap((id) => ['--claim', id]);
  const args = [setting.program, 'run', setting.plan, '--json', '--workers', '1', ...claims, ...setting.settings];
  const child = spawn(process.execPath, args, {
    cwd: setting.folder,
    env: environmentWith(switches, setting),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, timedOut] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const end = (): void => {
    child.kill('SIGINT');
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('close', () => clearTimeout(patience));
  };
  const limit = setTimeout(() => {
    timedOut = true;
    end();
  }, limitMs);
  setting.signal.addEventListener('abort', end);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(limit);
    setting.signal.removeEventListener('abort', end);
  }
  if (setting.signal.aborted) return INTERRUPTED;
  const seconds = (performance.now() - startedMs) / 1000;
  const run = read(stdout, stderr, seconds, setting.folder);
  return timedOut
    ? { ...run, ending: 'timed out', because: `it took longer than ${Math.round(limitMs / 1000)}s` }
    : run;
}

/** Puts a run directory where evidence is kept; it is gone from the copy. */
export function keepRun(directory: string, place: string): void {
  rmSync(place, { recursive: true, force: true });
  cpSync(directory, place, { recursive: true });
  rmSync(directory, { recursive: true, force: true });
}

/** All runs share one compile cache: they compile the same sources. */
function environmentWith(switches: Switches, { probe, folder }: LegSetting): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: before, SEATRIAL_INSTANCE: outside } = process.env;
  return {
    NODE_COMPILE_CACHE: join(folder, '.seatrial', 'compiled'),
    ...process.env,
    NODE_OPTIONS: [before, `--import=${probe.href}`].filter(Boolean).join(' '),
    SEATRIAL_POWER: JSON.stringify({ ...switches, outside }),
  };
}

function read(stdout: string, stderr: string, seconds: number, folder: string): LegRun {
  let report: Report;
  try {
    report = JSON.parse(stdout) as Report;
  } catch {
    const said = stderr.trim().split('\n');
    const because = (said.find((line) => /error|seatrial:/i.test(line)) ?? said.at(-1)) || 'it said nothing';
    return { ending: 'broken', seconds, findings: [], because, directory: null };
  }
  const directory = join(folder, report.directory);
  const gone = report.outcome === 'failed' ? goneIn(directory) : null;
  const [mistake] = report.mistakes;
  return {
    ending: gone === null ? 'judged' : 'system gone',
    seconds,
    findings: report.findings.map(({ claim, kind, verdict }) => ({ claim, kind, verdict })),
    because: gone ?? (mistake === undefined ? '' : `the plan was not ready for it: ${mistake.what}`),
    directory,
  };
}

/** Which instance ended the trial and how, as its records say; null where none did. */
function goneIn(directory: string): string | null {
  const read = readRun(directory);
  const death = read.ok ? deathsOf(read.run.ledger).at(-1) : undefined;
  return death === undefined ? null : `${death.name} ${death.what}`;
}
