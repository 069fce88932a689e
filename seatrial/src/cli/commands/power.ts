/** `seatrial power [plan]`: breaks the system in many small ways, one at a time, and says how many of them the trial catches. */
import { existsSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { resolveTrial } from '../../plan/resolve.ts';
import { measurePower } from '../../power/measure.ts';
import { powerReport } from '../../power/power-report.ts';
import { fateText, renderPower, whereOf } from '../../power/render.ts';
import { complain, complainAboutPlan } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { loadPlan } from '../load-plan.ts';
import { asWritten } from '../option-name.ts';
import { onInterrupt } from '../signals.ts';
import { terminal } from '../terminal.ts';

export interface PowerOptions {
  mutate?: string[];
  variants?: string;
  sample?: string;
  seed?: string;
  parallel?: string;
  set?: string[];
  json?: boolean;
}

const CODES = { asked: EXIT.invalid, trial: EXIT.unproven, disk: EXIT.ourFault } as const;

/** @returns 0 where it was measured, 2 where the healthy system does not let it be, 64 for wrong options or a plan with mistakes. */
export async function power(file: string, options: PowerOptions): Promise<number> {
  terminal.speakForPlan();
  const { mutate = [], variants, set = [], sample, seed = '1', parallel = '1' } = options;
  const counts = { '--sample': sample, '--seed': seed, '--parallel': parallel };
  for (const [name, text] of Object.entries(counts)) {
    if (text !== undefined && !/^[1-9]\d*$/.test(text))
      return complain(`${asWritten(name)}: '${text}' is not a number`, 'write a whole number from 1 up');
  }
  if ((mutate.length === 0) === (variants === undefined))
    return complain('power does not know what to break', 'give --mutate "src/**/*.ts", or --variants FOLDER');
  if (variants !== undefined && !existsSync(variants))
    return complain(`there is no folder ${variants}`, 'make it, and put patches into it: git diff > NAME.patch');
  const loaded = await loadPlan(file, { set });
  if (!loaded.ok) return complainAboutPlan(file, loaded.problems);
  const checked = resolveTrial(loaded.trial);
  if (!checked.ok) return complainAboutPlan(file, checked.problems);
  terminal.hide(checked.plan.actions.secrets);
  const project = realpathSync('.');
  const plan = realpathSync(loaded.path);
  if (relative(project, plan).startsWith('..'))
    return complain(`${file} lies outside of this folder`, 'run power in a folder that holds the plan and the system');
  const interruption = onInterrupt(() => undefined);
  try {
    const { signal } = interruption;
    const numbers = { sample: sample === undefined ? null : Number(sample), seed: Number(seed) };
    const breaking = variants === undefined ? { mutate } : { variants };
    const program = realpathSync(process.argv[1] ?? '');
    const asked = { program, project, plan, options: loaded.trial.options, breaking, settings: set, signal };
    const result = await measurePower(
      { ...asked, ...numbers, parallel: Number(parallel) },
      {
        onPhase: (text) => terminal.say(`power: ${text}`),
        onLeg: ({ name, reaches, seconds }, number, of) =>
          terminal.say(`  ${number} of ${of}  reaches ${reaches.length} (${seconds.toFixed(1)}s)  ${name}`),
        onTried: (mutant, tried, number, of) =>
          terminal.say(`  ${number} of ${of}  ${fateText(tried)}  ${whereOf(mutant)} ${mutant.operator}`),
      },
    );
    if (!result.ok) return complain(result.problem, result.hint, CODES[result.kind]);
    const report = powerReport(result.measured, {
      plan: file,
      from: variants === undefined ? mutate : [variants],
      ...numbers,
    });
    const { colour, width } = terminal;
    terminal.result(options.json ? JSON.stringify(report, null, 2) : renderPower(report, { colour, width }));
    return signal.aborted ? EXIT.interrupted : 0;
  } finally {
    interruption.release();
  }
}
