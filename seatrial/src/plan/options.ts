/**
 * Options as a plan gives them: which names there are, and what is said of a name there is not. Each builder declares its
 * names once, in a list that does not compile while one is missing; a builder that keeps no options keeps its mistakes
 * instead, under a symbol that reaches neither header nor digest.
 */
import { shown } from '../std/shown.ts';
import { type PlanProblem, type Problems, suggest } from './problems.ts';

/** The names of all options, of every member where `T` is a union. */
export type OptionNames<T> = Readonly<Record<T extends unknown ? Extract<keyof T, string> : never, true>>;

/** Any list of names. */
export type Names = Readonly<Record<string, unknown>>;

/** Where a builder keeps what is wrong with what it was given, until the plan is checked. Paths begin with a dot, or are empty. */
const MISTAKES: unique symbol = Symbol.for('seatrial.mistakes');

export interface Mistaken {
  readonly [MISTAKES]?: readonly PlanProblem[];
}

/** What a builder adds to what it returns; nothing where there is no mistake. */
export function keepMistakes(mistakes: readonly PlanProblem[]): Mistaken {
  return mistakes.length === 0 ? {} : { [MISTAKES]: mistakes };
}

/** Moves the mistakes that a builder kept to the problems of the plan. */
export function tellMistakes(path: string, built: Mistaken, problems: Problems): void {
  for (const mistake of built[MISTAKES] ?? []) problems.add(path + mistake.path, mistake.problem, mistake.hint);
}

/** What is wrong with the names of these options; empty when nothing is. */
export function optionMistakes(given: unknown, names: Names): PlanProblem[] {
  if (!isPlain(given)) {
    const known = Object.keys(names).slice(0, 3).join(', ');
    return [{ path: '', problem: `${shown(given)} is not a set of options`, hint: `write { ... } with ${known}` }];
  }
  const known = Object.keys(names);
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(names, name))
    .map((name) => ({ path: '', problem: `there is no option '${name}'`, hint: suggest(name, known) }));
}

/** Notes every option that there is not; whether what was given can be read as options at all. */
export function checkOptions(path: string, given: unknown, names: Names, problems: Problems): boolean {
  for (const { problem, hint } of optionMistakes(given, names)) problems.add(path, problem, hint);
  return isPlain(given);
}

/** Notes what is given and is neither true nor false. */
export function checkBoolean(path: string, value: unknown, problems: Problems): void {
  if (value !== undefined && typeof value !== 'boolean')
    problems.add(path, `${shown(value)} is neither true nor false`, 'write true, or leave it out');
}

/** Whether it is an object of names and values and nothing more: no list, no Map, no instance of a class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** What is not text was noted, and must not break what is said about the rest. */
export function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}
