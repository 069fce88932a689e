/**
 * `seatrial check [plan]`, and `run --dry-run`: says what a plan would start, do and claim, and for how long, or all its
 * mistakes. The plan file is loaded, as its code is the plan; no system is started or asked, and no run is begun.
 */
import { withParts } from '../../plan/problems.ts';
import { resolveTrial } from '../../plan/resolve.ts';
import { shellWord } from '../../report/run-view.ts';
import { previewOf, renderPreview } from '../../report/terminal/preview.ts';
import { type AskedOptions, askedWords } from '../asked.ts';
import { complainAboutPlan } from '../complain.ts';
import { loadPlan } from '../load-plan.ts';
import { terminal } from '../terminal.ts';

/** @returns 0 where no mistake was found, 64 for a plan with mistakes. */
export async function check(file: string, options: { json?: boolean } & AskedOptions): Promise<number> {
  terminal.speakForPlan();
  const loaded = await loadPlan(file, options);
  const checked = loaded.ok ? resolveTrial(loaded.trial, { choice: loaded.asked.choice }) : loaded;
  if (!checked.ok) {
    const mistakes = loaded.ok ? withParts(checked.problems, loaded.trial) : checked.problems;
    if (options.json) terminal.result(JSON.stringify({ mistakes }, null, 2));
    return complainAboutPlan(file, mistakes);
  }
  terminal.hide(checked.plan.actions.secrets);
  const preview = previewOf(checked.plan);
  if (options.json) terminal.result(JSON.stringify({ ...preview, mistakes: [] }, null, 2));
  else {
    const { colour, width } = terminal;
    const command = ['npx seatrial run', ...[...askedWords(options), file].map(shellWord)].join(' ');
    const next = `  No mistake was found; nothing was started. Programs are looked for when the plan runs: ${command}`;
    terminal.result(`${renderPreview(preview, { colour, width })}\n${next}\n`);
  }
  return 0;
}
