/**
 * The whole story on one screen: resolve -> act -> seal -> judge -> report. Acting and judging meet here and in the run
 * directory only: what is judged is what was read back from the disk, so judging again later gives the same verdicts.
 */
import { availableParallelism } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { type ConductContext, conduct, type Outcome } from './act/conduct.ts';
import { gitState, machine } from './act/observe/surroundings.ts';
import { openDataFolder } from './act/target/data-folder.ts';
import { type Header, SCHEMA } from './evidence/header.ts';
import { Journal } from './evidence/journal.ts';
import { ledgerOf } from './evidence/ledger.ts';
import { searchLogs } from './evidence/log-search.ts';
import { keptLogs, redactLogs } from './evidence/logs.ts';
import type { EvidenceRecord } from './evidence/records.ts';
import { createRun, LOGS_FOLDER } from './evidence/run-directory.ts';
import { sealRun } from './evidence/seal.ts';
import { Packer } from './evidence/segment.ts';
import { abortingClaims, abortReason } from './judge/abort.ts';
import { type Assessment, judgeRun } from './judge-run.ts';
import type { Claim } from './plan/claims/claim.ts';
import type { PlanProblem } from './plan/problems.ts';
import { resolveTrial } from './plan/resolve.ts';
import type { Actions, ResolvedPlan } from './plan/resolved.ts';
import type { Trial } from './plan/trial.ts';
import { type Clock, systemClock } from './std/clock.ts';
import { redactor } from './std/redact.ts';
import { secretsInherited } from './std/secret-names.ts';
import { VERSION } from './std/version.ts';

const JUDGE_EVERY_MS = 2000;
/** Kinds of records, one for a single event, that no claim with `abortOnFail` reads. */
const NOT_TAILED: ReadonlySet<EvidenceRecord['kind']> = new Set(['operation', 'access', 'sample']);

export interface TrialSettings {
  /** Where `.seatrial/` is kept; default: the current folder. */
  folder?: string;
  /** Where the systems' commands run: the plan file's folder (default `folder`). */
  planFolder?: string;
  /** The file whose default export is this trial; with it, load is divided among threads that import it. */
  planFile?: string;
  /** Threads of load; default: one per core. Users and arrivals are divided among them, never multiplied. */
  workers?: number;
  /** What instances inherit; default: this process's environment. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the trial early: load stops, faults are undone, evidence is sealed and judged. */
  signal?: AbortSignal;
  /** Told once, before anything is done; `flush` writes out what is recorded so far. */
  onStart?: (run: { directory: string; plan: ResolvedPlan; flush: () => void }) => void;
  /** Told every record as it happens, before secrets are taken out of it. */
  onRecord?: (record: EvidenceRecord) => void;
}

export type TrialResult =
  | { ok: true; assessment: Assessment }
  | { ok: false; kind: 'plan'; problems: readonly PlanProblem[] }
  | { ok: false; kind: 'evidence'; directory: string | null; problem: string };

/**
 * Runs a trial. Never throws for a mistake in the plan or for what a system does.
 * @example const result = await runTrial(plan); if (result.ok) console.log(result.assessment.scorecard.verdict);
 */
export async function runTrial(trial: Trial, settings: TrialSettings = {}): Promise<TrialResult> {
  const resolution = resolveTrial(trial);
  if (!resolution.ok) return { ok: false, kind: 'plan', problems: resolution.problems };
  const { plan } = resolution;
  const folder = absolute(settings.folder ?? '.');
  const environment = settings.environment ?? process.env;
  const redact = redactor([...plan.actions.secrets, ...secretsInherited(environment)]);
  const header = await headerOf(plan, folder);
  let run: ReturnType<typeof createRun>;
  try {
    run = createRun(join(folder, '.seatrial', 'runs'), header, redact);
  } catch (error) {
    const problem = `the run directory cannot be written: ${(error as Error).message}; free space or change its permissions`;
    return { ok: false, kind: 'evidence', directory: null, problem };
  }
  const problem = await act(plan, settings, { ...run, folder, redact, startedAt: header.startedAt });
  if (problem !== null) return { ok: false, kind: 'evidence', directory: run.directory, problem };
  const judged = judgeRun(run.directory);
  if (judged.ok) return judged;
  const { problems, hint } = judged;
  return { ok: false, kind: 'evidence', directory: run.directory, problem: `${problems.join('; ')}; ${hint}` };
}

interface Place {
  directory: string;
  headerText: string;
  folder: string;
  startedAt: string;
  redact: (text: string) => string;
}

/** Acts, and seals what was seen; a sentence when the evidence could not be kept. */
async function act(plan: ResolvedPlan, settings: TrialSettings, place: Place): Promise<string | null> {
  const { directory, headerText, folder, redact } = place;
  const originNs = process.hrtime.bigint();
  const clock = systemClock(originNs);
  const stop = new AbortController();
  const tail = tailing(plan.claims, clock, stop);
  const packer = new Packer();
  const journal = new Journal({
    directory,
    headerText,
    redact,
    nowUs: () => clock.nowUs(),
    onTrouble: (trouble) => stop.abort(trouble),
    onSegment: (path) => packer.pack(path),
    onRecord: (record) => {
      tail.accept(record);
      settings.onRecord?.(record);
    },
  });
  settings.onStart?.({ directory, plan, flush: () => journal.flush() });
  journal.append({ kind: 'trial-started', name: plan.name });
  journal.flush(); // its file is open from here on, whatever becomes of descriptors under load
  const { broken, ...outcome } = await conductWithData(plan.actions, join(folder, '.seatrial', 'data'), {
    emit: (fact) => void journal.append(fact),
    clock,
    token: Math.floor(Date.parse(place.startedAt) / 1000).toString(36),
    signal: settings.signal ? AbortSignal.any([settings.signal, stop.signal]) : stop.signal,
    logsFolder: join(directory, LOGS_FOLDER),
    leaseFolder: join(folder, '.seatrial', 'leases'),
    environment: settings.environment ?? process.env,
    threads:
      settings.planFile === undefined
        ? null
        : {
            planFile: absolute(settings.planFile),
            digest: plan.summary.digest,
            originNs,
            count: settings.workers ?? availableParallelism(),
          },
    workingFolder: absolute(settings.planFolder ?? folder),
  });
  tail.close();
  try {
    // Processes have ended, so all is there; facts come first, because what is replaced cannot be found.
    for (const fact of searchLogs(directory, plan.actions.declaredSecrets)) journal.append(fact);
    redactLogs(directory, redact);
    for (const fact of keptLogs(directory)) journal.append(fact);
    journal.append({ kind: 'trial-ended', ...outcome });
    const problem = journal.close();
    await packer.done();
    if (problem !== null) return `${problem}; free space and run the trial again`;
    sealRun(directory, journal);
  } catch (error) {
    journal.close();
    return `the run cannot be sealed: ${(error as Error).message}; free space and run the trial again`;
  }
  return broken ? (outcome.because ?? null) : null;
}

/** Judges what is recorded so far, now and then, and ends the trial when a claim that asks for that is disproven. */
function tailing(claims: readonly Claim[], clock: Clock, stop: AbortController) {
  const asking = abortingClaims(claims);
  if (asking.length === 0) return { accept: () => {}, close: () => {} };
  const records: EvidenceRecord[] = [];
  const timer = setInterval(() => {
    const reason = abortReason(asking, ledgerOf(records), clock.nowUs());
    if (reason === null) return;
    clearInterval(timer);
    stop.abort(reason);
  }, JUDGE_EVERY_MS);
  const accept = (record: EvidenceRecord): void => {
    if (!NOT_TAILED.has(record.kind)) records.push(record);
  };
  return { accept, close: () => clearInterval(timer) };
}

/** Conducts with a folder for the instances' data. What breaks (a disk, or we do) ends the trial, never its evidence. */
async function conductWithData(
  actions: Actions,
  parent: string,
  context: Omit<ConductContext, 'dataFolder'>,
): Promise<Outcome & { broken: boolean }> {
  try {
    const data = openDataFolder(parent);
    try {
      return { ...(await conduct(actions, { ...context, dataFolder: data.folder })), broken: false };
    } finally {
      data.remove();
    }
  } catch (error) {
    const because = `the trial could not go on: ${(error as Error).message}`;
    return { outcome: 'failed', because, broken: true };
  }
}

async function headerOf(plan: ResolvedPlan, folder: string): Promise<Header> {
  const startedAt = new Date().toISOString();
  const { summary, actions } = plan;
  return {
    schema: SCHEMA,
    seatrial: VERSION,
    plan: summary,
    seed: actions.seed,
    startedAt,
    git: await gitState(folder),
    machine: machine(),
  };
}
