/**
 * What is wrong with the options that a claim is made with. The words of a plan drop what they do not know, so it is kept beside
 * the claim until that is checked.
 */
import { shown } from '../../std/shown.ts';
import { isPlain, keepMistakes, optionMistakes } from '../options.ts';
import type { PlanProblem } from '../problems.ts';
import type { ClaimSpec } from './spec.ts';

type Build = (...args: readonly unknown[]) => object;
type Takes = ClaimSpec['takes'];

/** The same words, each of which keeps what is wrong with the options it is given. */
export function withChecks<W extends object>(words: W, specs: Readonly<Record<string, { readonly takes: Takes }>>): W {
  const checks = Object.entries(specs).map(([kind, { takes }]) => {
    const word = wordOf(kind);
    return [word, checked((words as Readonly<Record<string, Build>>)[word] as Build, takes)];
  });
  return Object.fromEntries(checks) as W;
}

/** `no-lost-writes` is made by `claim.noLostWrites`. */
export function wordOf(kind: string): string {
  return kind.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function checked(build: Build, { at, names }: Takes): Build {
  return (...args) => {
    const given = args.length > at ? args[at] : undefined;
    const built = build(...args.slice(0, at), ...(isPlain(given) ? [given] : at === 0 ? [{}] : []));
    return { ...built, ...keepMistakes(given === undefined ? [] : mistakesIn(given, names, args.slice(at + 1))) };
  };
}

function mistakesIn(given: unknown, names: Readonly<Record<string, true>>, more: readonly unknown[]): PlanProblem[] {
  const mistakes = optionMistakes(given, names);
  if (more.length > 0) {
    const hint = 'put everything into one set of options, the last argument';
    mistakes.push({ path: '', problem: `${shown(more[0])} comes after the options, where nothing is expected`, hint });
  }
  if (!isPlain(given)) return mistakes;
  if (Array.isArray(given.during) && given.during.length === 0) {
    const hint = 'leave it out for every phase of the journey, or name some';
    mistakes.push({ path: '.during', problem: 'the list names no phase', hint });
  }
  if (given.journey !== undefined && !(isPlain(given.journey) && given.journey.kind === 'journey')) {
    const hint = "give the journey itself, as journey('order', ...) returned it";
    mistakes.push({ path: '.journey', problem: `${shown(given.journey)} is not a journey`, hint });
  }
  return mistakes;
}
