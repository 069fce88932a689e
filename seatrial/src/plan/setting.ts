/**
 * Values that are given on the command line, `--set name=value`, and asked for by the plan, which gives each a type by its
 * default. One process holds one set of them: they are given before the plan is imported, in each thread of load as well.
 */
import { type PlanProblem, suggest } from './problems.ts';

export type SettingValue = string | number | boolean;

export type Settings = Readonly<Record<string, SettingValue>>;

/** What was given, by name, as text. */
export type GivenSettings = Readonly<Record<string, string>>;

let given: GivenSettings = {};
let asked = new Map<string, SettingValue>();
let unreadable: PlanProblem[] = [];

/** Says what `setting` answers from now on. */
export function giveSettings(settings: GivenSettings): void {
  given = settings;
  asked = new Map();
  unreadable = [];
}

/**
 * The value of a setting: what `--set name=value` gave, read as the default's type, or the default.
 * @example const keys = setting('keys', 1000); // seatrial run trial.ts --set keys=50
 */
export function setting(name: string, otherwise: string): string;
export function setting(name: string, otherwise: number): number;
export function setting(name: string, otherwise: boolean): boolean;
export function setting(name: string, otherwise: SettingValue): SettingValue {
  const text = Object.hasOwn(given, name) ? given[name] : undefined;
  const value = text === undefined ? otherwise : readAs(otherwise, text);
  if (value === null) {
    const wanted = typeof otherwise === 'number' ? 'a number' : 'true or false';
    unreadable.push({
      path: `--set ${name}`,
      problem: `'${text}' is not ${wanted}`,
      hint: `write --set ${name}=${otherwise}`,
    });
  }
  asked.set(name, value ?? otherwise);
  return value ?? otherwise;
}

/** What the plan asked for and was given, with the values it got, by name. */
export function settingsGiven(): Settings {
  const got = [...asked].filter(([name]) => Object.hasOwn(given, name));
  return Object.fromEntries(got.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What was given in vain: it cannot be read, or the plan never asked for it. Asked when the plan is loaded. */
export function settingProblems(): PlanProblem[] {
  const names = [...asked.keys()];
  const unknown = Object.keys(given)
    .filter((name) => !asked.has(name))
    .map((name) => ({
      path: `--set ${name}`,
      problem: `the plan has no setting '${name}'`,
      hint: names.length === 0 ? `write const x = setting('${name}', 'default') in the plan` : suggest(name, names),
    }));
  return [...unreadable, ...unknown];
}

function readAs(otherwise: SettingValue, text: string): SettingValue | null {
  if (typeof otherwise === 'string') return text;
  if (typeof otherwise === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
