/** `seatrial run [plan]`: the trial, with live progress, a scorecard and an exit code that follows from the evidence. */
import { dirname, relative } from 'node:path';
import { type Assessment, viewOf } from '../../judge-run.ts';
import { type PlanProblem, withParts } from '../../plan/problems.ts';
import type { Trial } from '../../plan/trial.ts';
import { renderJson } from '../../report/formats/json.ts';
import { renderScorecard } from '../../report/terminal/scorecard.ts';
import { runTrial } from '../../trial.ts';
import type { AskedFor, AskedOptions } from '../asked.ts';
import { complain, complainAboutPlan, complainAboutRun } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { loadPlan } from '../load-plan.ts';
import { asWritten } from '../option-name.ts';
import { Progress } from '../progress.ts';
import { onInterrupt } from '../signals.ts';
import { terminal } from '../terminal.ts';

export interface RunOptions extends AskedOptions {
  json?: boolean;
  workers?: string;
}

export async function run(file: string, options: RunOptions): Promise<number> {
  terminal.speakForPlan();
  const loaded = await loadPlan(file, options);
  if (!loaded.ok) return complainAboutPlan(file, loaded.problems);
  const workers = options.workers === undefined ? undefined : Number(options.workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1)) {
    return complain(
      `${asWritten('--workers')}: '${options.workers}' is not a number of load threads`,
      'write a whole number from 1 up',
    );
  }
  const threads = { planFile: loaded.path, ...loaded.asked, ...(workers !== undefined && { workers }) };
  return runAndShow(loaded.trial, { file, planFolder: dirname(loaded.path), threads, json: options.json === true });
}

/** Runs a trial from wherever it came and shows what became of it. */
export async function runAndShow(
  trial: Trial,
  how: {
    file: string;
    planFolder: string;
    json: boolean;
    threads?: { planFile: string; workers?: number } & Partial<AskedFor>;
    rephrase?: (problem: PlanProblem) => PlanProblem;
    /** Said before the scorecard. */
    advise?: (assessment: Assessment) => void;
  },
): Promise<number> {
  let progress: Progress | null = null;
  let flush = (): void => {};
  const interruption = onInterrupt(() => {
    flush();
    progress?.end();
  });
  try {
    const result = await runTrial(trial, {
      planFolder: how.planFolder,
      ...how.threads,
      signal: interruption.signal,
      onStart: (run) => {
        flush = run.flush;
        terminal.hide(run.plan.actions.secrets);
        progress = new Progress(run.plan);
      },
      onRecord: (record) => progress?.accept(record),
    });
    (progress as Progress | null)?.end();
    if (!result.ok && result.kind === 'plan') {
      const { problems } = result;
      return complainAboutPlan(how.file, how.rephrase ? problems.map(how.rephrase) : withParts(problems, trial));
    }
    if (!result.ok) {
      const kept =
        result.directory === null
          ? 'nothing was started'
          : `what was recorded until then is in ${relative('.', result.directory)}`;
      return complain(result.problem, kept, EXIT.ourFault);
    }
    how.advise?.(result.assessment);
    show(result.assessment, how.json);
    const code = answerTo(result.assessment);
    return interruption.wanted ? EXIT.interrupted : code;
  } finally {
    interruption.release();
  }
}

/** The exit code; says which mistakes the plan has, where it has any. */
export function answerTo({ mistakes, scorecard }: Assessment): number {
  return mistakes.length > 0 ? complainAboutRun(mistakes) : EXIT[scorecard.verdict];
}

/** The scorecard for a person, or the whole report as JSON. */
export function show(assessment: Assessment, json: boolean): void {
  const view = viewOf(assessment);
  const shown = { ...view, directory: relative('.', view.directory) || '.' };
  terminal.result(
    json ? renderJson(shown) : renderScorecard(shown, { colour: terminal.colour, width: terminal.width }),
  );
}
