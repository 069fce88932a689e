/**
 * The whole story on one screen: resolve -> act -> seal -> judge -> report. Acting and judging meet here and in the run
 * directory only: what is judged is what was read back from the disk, so judging again later gives the same verdicts.
 */
import { availableParallelism } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { conductInFolder } from './act/conduct-in-folder.ts';
import { headerOf } from './act/observe/surroundings.ts';
import { closeRun } from './evidence/close-run.ts';
import { Journal } from './evidence/journal.ts';
import type { EvidenceRecord } from './evidence/records.ts';
import { type CreatedRun, createRun, LOGS_FOLDER } from './evidence/run-directory.ts';
import { type Assessment, judgeRun } from './judge-run.ts';
import type { Choice } from './plan/choose.ts';
import type { PlanProblem } from './plan/problems.ts';
import { resolveTrial } from './plan/resolve.ts';
import type { ResolvedPlan } from './plan/resolved.ts';
import { type GivenSettings, settingsAsked } from './plan/setting.ts';
import type { Trial } from './plan/trial.ts';
import { systemClock } from './std/clock.ts';
import { type Redact, redactor } from './std/redact.ts';
import { secretsInherited } from './std/secret-names.ts';
import { tailing } from './tail.ts';

export interface TrialSettings {
  /** Where `.seatrial/` is kept; default: the current folder. */
  folder?: string;
  /** Where the systems' commands run: the plan file's folder (default `folder`). */
  planFolder?: string;
  /** The file whose default export is this trial; with it, load is divided among threads that import it. */
  planFile?: string;
  /** Threads of load; default: one per core. Users and arrivals are divided among them, never multiplied. */
  workers?: number;
  /** Names of claims and phases, where only a part of the plan is to be run. */
  choice?: Choice;
  /** What `setting` was given, and the plan with it: for threads, which import it themselves, and for the header. */
  settings?: GivenSettings;
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
  const asked = { ...(settings.choice && { choice: settings.choice }), settings: settingsAsked() };
  const resolution = resolveTrial(trial, asked);
  if (!resolution.ok) return { ok: false, kind: 'plan', problems: resolution.problems };
  const { plan } = resolution;
  const folder = absolute(settings.folder ?? '.');
  const redact = redactor([...plan.actions.secrets, ...secretsInherited(settings.environment ?? process.env)]);
  const header = await headerOf(plan, folder);
  let run: CreatedRun;
  try {
    run = createRun(join(folder, '.seatrial', 'runs'), header, redact);
  } catch (error) {
    const problem = `the run directory cannot be written: ${(error as Error).message}; free space or change its permissions`;
    return { ok: false, kind: 'evidence', directory: null, problem };
  }
  const { directory } = run;
  const problem = await act(plan, settings, { ...run, folder, redact, startedAt: header.startedAt });
  if (problem !== null) return { ok: false, kind: 'evidence', directory, problem };
  const judged = judgeRun(directory);
  if (judged.ok) return judged;
  return { ok: false, kind: 'evidence', directory, problem: `${judged.problems.join('; ')}; ${judged.hint}` };
}

/** Acts, and seals what was seen; a sentence when the evidence could not be kept. */
async function act(
  plan: ResolvedPlan,
  settings: TrialSettings,
  place: CreatedRun & { folder: string; redact: Redact; startedAt: string },
): Promise<string | null> {
  const { directory, headerText, folder, redact } = place;
  const { planFile, workers: count = availableParallelism(), environment = process.env } = settings;
  const { choice, settings: given = {} } = settings;
  const originNs = process.hrtime.bigint();
  const clock = systemClock(originNs);
  const stop = new AbortController();
  const tail = tailing(plan.claims, clock, (reason) => stop.abort(reason));
  const onRecord = (record: EvidenceRecord): void => {
    tail.accept(record);
    settings.onRecord?.(record);
  };
  const onTrouble = (trouble: string): void => stop.abort(trouble);
  const journal = new Journal({ directory, headerText, redact, nowUs: () => clock.nowUs(), onTrouble, onRecord });
  settings.onStart?.({ directory, plan, flush: () => journal.flush() });
  journal.append({ kind: 'trial-started', name: plan.name });
  journal.flush(); // its file is open from here on, whatever becomes of descriptors under load
  const { digest } = plan.summary;
  const { broken, ...ending } = await conductInFolder(plan.actions, join(folder, '.seatrial', 'data'), {
    emit: (fact) => void journal.append(fact),
    clock,
    token: Math.floor(Date.parse(place.startedAt) / 1000).toString(36),
    signal: settings.signal ? AbortSignal.any([settings.signal, stop.signal]) : stop.signal,
    logsFolder: join(directory, LOGS_FOLDER),
    leaseFolder: join(folder, '.seatrial', 'leases'),
    environment,
    threads: planFile === undefined ? null : { planFile: absolute(planFile), digest, originNs, count, choice, given },
    workingFolder: absolute(settings.planFolder ?? folder),
  });
  tail.close();
  const problem = closeRun({ directory, journal, redact, declared: plan.actions.declaredSecrets, ending });
  return problem ?? (broken ? (ending.because ?? null) : null);
}
