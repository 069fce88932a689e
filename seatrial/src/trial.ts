/**
 * The whole story on one screen: resolve -> act -> seal -> judge -> report. Acting and judging meet here and in the run
 * directory only: what is judged is what was read back from the disk, so judging again later gives the same verdicts.
 */
import { availableParallelism } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { conductInFolder } from './act/conduct-in-folder.ts';
import { headerOf } from './act/observe/surroundings.ts';
import { Recording } from './evidence/recording.ts';
import { type CreatedRun, createRun, LOGS_FOLDER } from './evidence/run-directory.ts';
import { judgeRun } from './judge-run.ts';
import { resolveTrial } from './plan/resolve.ts';
import type { ResolvedPlan } from './plan/resolved.ts';
import { isInName, namesOf } from './plan/secrets.ts';
import { settingsGiven } from './plan/setting.ts';
import type { Trial } from './plan/trial.ts';
import { systemClock } from './std/clock.ts';
import { type Redact, redactor } from './std/redact.ts';
import { secretsInherited } from './std/secret-names.ts';
import { tailing } from './tail.ts';
import type { TrialResult, TrialSettings } from './trial-settings.ts';

/**
 * Runs a trial. Never throws for a mistake in the plan or for what a system does.
 * @example const result = await runTrial(plan); if (result.ok) console.log(result.assessment.scorecard.verdict);
 */
export async function runTrial(trial: Trial, settings: TrialSettings = {}): Promise<TrialResult> {
  const asked = { ...(settings.choice && { choice: settings.choice }), settings: settingsGiven() };
  const resolution = resolveTrial(trial, asked);
  if (!resolution.ok) return { ok: false, kind: 'plan', problems: resolution.problems };
  const { plan } = resolution;
  const folder = absolute(settings.folder ?? '.');
  const inherited = secretsInherited(settings.environment ?? process.env);
  const names = namesOf(plan.summary);
  const redact = redactor([...plan.actions.secrets, ...inherited.filter((value) => !isInName(value, names))]);
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
  const { directory, folder, redact } = place;
  const { planFile, workers: count = availableParallelism(), environment = process.env, choice } = settings;
  const originNs = process.hrtime.bigint();
  const clock = systemClock(originNs);
  const stop = new AbortController();
  const tail = tailing(plan.claims, clock, (reason) => stop.abort(reason));
  const recording = new Recording(place, {
    redact,
    nowUs: () => clock.nowUs(),
    onTrouble: (trouble) => stop.abort(trouble),
    onRecord: (record) => {
      tail.accept(record);
      settings.onRecord?.(record);
    },
  });
  settings.onStart?.({ directory, plan, flush: () => recording.flush() });
  recording.append({ kind: 'trial-started', name: plan.name });
  recording.flush(); // its file is open from here on, whatever becomes of descriptors under load
  const { digest } = plan.summary;
  const { broken, ...ending } = await conductInFolder(plan.actions, join(folder, '.seatrial', 'data'), {
    emit: (fact) => recording.append(fact),
    clock,
    token: Math.floor(Date.parse(place.startedAt) / 1000).toString(36),
    signal: settings.signal ? AbortSignal.any([settings.signal, stop.signal]) : stop.signal,
    logsFolder: join(directory, LOGS_FOLDER),
    leaseFolder: join(folder, '.seatrial', 'leases'),
    environment,
    threads:
      planFile === undefined
        ? null
        : { planFile: absolute(planFile), digest, originNs, count, choice, given: settings.settings },
    workingFolder: absolute(settings.planFolder ?? folder),
  });
  tail.close();
  const problem = await recording.close(ending, plan.actions.declaredSecrets);
  return problem ?? (broken ? (ending.because ?? null) : null);
}
