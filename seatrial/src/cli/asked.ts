/** What is asked for beside a plan file: `--claim`, `--phase` and `--set`, read from the command line. */
import type { Choice } from '../plan/choose.ts';
import type { PlanProblem } from '../plan/problems.ts';
import type { GivenSettings } from '../plan/setting.ts';

/** As the command line gives them; each may be written several times. */
export interface AskedOptions {
  claim?: string[];
  phase?: string[];
  set?: string[];
}

export interface AskedFor {
  readonly choice: Choice;
  readonly settings: GivenSettings;
}

export type ReadAsked = { ok: true; asked: AskedFor } | { ok: false; problems: readonly PlanProblem[] };

/**
 * @example readAsked({ set: ['keys=50'] }) // settings { keys: '50' }
 */
export function readAsked({ claim = [], phase = [], set = [] }: AskedOptions): ReadAsked {
  const problems: PlanProblem[] = [];
  const settings: Record<string, string> = {};
  for (const text of set) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      problems.push({ path: '--set', problem: `'${text}' is no setting`, hint: 'write --set name=value' });
    else if (Object.hasOwn(settings, name))
      problems.push({ path: `--set ${name}`, problem: 'it is given twice', hint: 'give it once' });
    else settings[name] = value;
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, asked: { choice: { claims: claim, phases: phase }, settings } };
}

/** The same options as words of a command, to be written after its verb. */
export function askedWords({ claim = [], phase = [], set = [] }: AskedOptions): string[] {
  const named = (option: string, values: readonly string[]): string[] => values.flatMap((value) => [option, value]);
  return [...named('--claim', claim), ...named('--phase', phase), ...named('--set', set)];
}
