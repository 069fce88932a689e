/**
 * What a journey gives as options, looked at before anything is sent: names there are not, and values of the wrong kind, are
 * mistakes of the plan. Each set of options has one table of its names and how each is checked; it does not compile while
 * a name is missing. A check costs a look at each option that is given.
 */
import { WHOLE_JOURNEY } from '../../evidence/counted.ts';
import { mustBePlain, PlanMistakeError, textOf, wrongValue } from '../../plan/mistake.ts';
import type { OptionNames } from '../../plan/options.ts';
import { suggest } from '../../plan/problems.ts';
import { parseDuration } from '../../std/units.ts';

/** Throws a sentence that begins with `what` unless the value will do. */
export type Check = (what: string, value: unknown) => unknown;

/** How each option is checked. */
export type OptionChecks<T> = Readonly<Record<keyof OptionNames<T>, Check>>;

/** Who is told of a mistake at once, because the journey may catch it. */
export interface Refusing {
  /** Notes what is wrong with what the journey asks; gives the error back, to be thrown. */
  refused<E>(error: E): E;
}

/** Throws, and tells the desk, unless every option there is known and will do. What is undefined counts as not given. */
export function checkGiven(
  desk: Refusing,
  what: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
): void {
  try {
    mustHave(what, options, checks);
  } catch (error) {
    throw desk.refused(error);
  }
}

/** What the work gives; what it throws is told to the desk at once, because the journey may catch it. */
export async function telling<T>(desk: Refusing, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw desk.refused(error);
  }
}

function mustHave(what: string, options: unknown, checks: Readonly<Record<string, Check>>, within = ''): void {
  if (typeof options !== 'object' || options === null || Symbol.iterator in options)
    throw wrongValue(what, options, 'a set of options', 'write { ... }');
  for (const name in options) {
    const check = checks[name];
    if (check === undefined || !Object.hasOwn(checks, name))
      throw new PlanMistakeError(`${what}: there is no option '${name}'; ${suggest(name, Object.keys(checks))}`);
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) check(within + name, value);
  }
}

/** As `mustHave`, of options within options. */
export function options<T>(checks: OptionChecks<T>, needed: readonly (keyof OptionChecks<T>)[] = []): Check {
  return (what, value) => {
    mustBePlain(what, value);
    mustHave(what, value, checks, `${what}.`);
    for (const name of needed) if (value[name] === undefined) throw wrongValue(`${what}.${name}`, undefined, 'given');
  };
}

/** `what` is the option itself, so that `name: 5` reads as `name: 5 is not text`. */
export const text: Check = textOf;

/** What a store can give back as it was written: a byte order mark and half a character get lost on the way. */
export const keepable: Check = (what, value) => {
  const given = textOf(what, value);
  const hint = 'write what it stands for, such as its SHA-256';
  if (!given.isWellFormed()) throw wrongValue(what, value, 'well-formed text (half a character is in it)', hint);
  if (given.startsWith('\ufeff'))
    throw new PlanMistakeError(`${what}: the byte order mark it begins with is taken away when it is read; ${hint}`);
};

/** What a claim can name: the name of the whole journey is taken. */
export const stepNamed: Check = (what, value) => {
  if (textOf(what, value) === WHOLE_JOURNEY)
    throw new PlanMistakeError(`${what}: '${WHOLE_JOURNEY}' is the name of the whole journey; give it another name`);
};

export const flag: Check = (what, value) => {
  if (typeof value !== 'boolean') throw wrongValue(what, value, 'true or false', 'compare it: write x === ...');
};

export const callable: Check = (what, value) => {
  if (typeof value !== 'function') throw wrongValue(what, value, 'a function', 'write (answer) => ...');
};

export const duration: Check = (what, value) => {
  const parsed = parseDuration(value);
  if (!parsed.ok) throw new PlanMistakeError(`${what}: ${parsed.problem}; ${parsed.hint}`);
};

export const wholeNumber: Check = (what, value) => {
  if (!Number.isInteger(value) || (value as number) < 0)
    throw wrongValue(what, value, 'a whole number from 0 up', 'write such as 3');
};

/** One of these, or a list of them; any number of them, none included. */
export function someOf(check: Check): Check {
  return (what, value) => {
    if (Array.isArray(value)) for (const each of value) check(what, each);
    else check(what, value);
  };
}

/** One of these, or a list of at least one. */
export function oneOrMore(check: Check): Check {
  return (what, value) => {
    if (Array.isArray(value)) mustHoldSome(what, value);
    someOf(check)(what, value);
  };
}

/** A list that holds nothing says nothing: nobody can tell what was meant by it. */
function mustHoldSome(what: string, value: readonly unknown[]): void {
  if (value.length === 0) throw new PlanMistakeError(`${what}: the list is empty; put something in it or leave it out`);
}

/** A list of at least one. */
export function listOf(check: Check): Check {
  return (what, value) => {
    if (!Array.isArray(value)) throw wrongValue(what, value, 'a list', 'write [...]');
    mustHoldSome(what, value);
    value.forEach((each, index) => void check(`${what}[${index}]`, each));
  };
}

/** A plain object; `check` is for each value in it. */
export function record(check: Check): Check {
  return (what, value) => {
    mustBePlain(what, value);
    for (const name in value) check(`${what}.${name}`, value[name]);
  };
}

/** Text as it is sent: numbers and truth values are written as such. */
export const writable: Check = (what, value) => {
  const kind = typeof value;
  if (kind !== 'string' && kind !== 'number' && kind !== 'boolean')
    throw wrongValue(what, value, 'text or a number', 'write it as text, such as String(id)');
};

export const anything: Check = () => undefined;

/** A duration in milliseconds; throws a sentence that names what it was for. */
export function milliseconds(what: string, text: unknown): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new PlanMistakeError(`${what}: ${parsed.problem}; ${parsed.hint}`);
  return parsed.value;
}
