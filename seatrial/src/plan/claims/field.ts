/**
 * What a field of a claim may hold. A claim may come from a plan without types or from the header of another version, so what
 * stands in it is looked at. It knows no kind of claim.
 */
import { shown } from '../../std/shown.ts';
import { type Tags, tagMistake } from '../../std/tags.ts';
import { type MetricType, parseThreshold } from '../../std/threshold.ts';
import { type DurationText, type PercentText, parseDuration, parsePercent } from '../../std/units.ts';
import type { Problems } from '../problems.ts';

export interface Field<T> {
  /** Whether every claim of the kind has it. */
  readonly required: undefined extends T ? false : true;
  /** Notes what is wrong with a value; whether it is at least what it must be for more to be asked of the claim. */
  check(path: string, value: unknown, problems: Problems): boolean;
  /** For the compiler alone: what a value is when nothing is wrong with it. */
  readonly of?: T;
}

/** A field for each of `C`, but those of every claim. */
export type Fields<C, Base> = { readonly [F in Exclude<keyof C, keyof Base>]-?: Field<C[F]> };

/** The same field where a claim may go without it. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  const check: Field<T>['check'] = (path, value, problems) => value === undefined || field.check(path, value, problems);
  return { required: false, check } as Field<T | undefined>;
}

/** The same field where null stands for everything. */
export function orNull<T>(field: Field<T>): Field<T | null> {
  const check: Field<T>['check'] = (path, value, problems) => value === null || field.check(path, value, problems);
  return { ...field, check } as unknown as Field<T | null>;
}

export const textField: Field<string> = textOf('not text', 'write it as text');

/** A journey by its name. */
export const journeyField: Field<string> = textOf(
  'not a journey',
  "give the journey itself: claim.errors(order, 'rate<1%')",
);

/** One of some texts, which the plan decides: it is checked with the claim. */
export function word<T extends string>(): Field<T> {
  return textField as unknown as Field<T>;
}

/** Names, one at least. */
export function names(what: string, hint: string): Field<readonly string[]> {
  return {
    required: true,
    check(path, value, problems) {
      const list = Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : null;
      if (list === null) problems.add(path, `${shown(value)} is not a list of names`, hint);
      else if (list.length === 0) problems.add(path, `no ${what} is named`, hint);
      return list !== null;
    },
  };
}

/** True, or absent. */
export const flagField: Field<true> = {
  required: true,
  check(path, value, problems) {
    if (value !== true) problems.add(path, `${shown(value)} is not true`, 'write true, or leave it out');
    return true;
  },
};

export function wholeNumberField(least: number): Field<number> {
  return {
    required: true,
    check(path, value, problems) {
      problems.wholeNumber(path, value, least);
      return true;
    },
  };
}

export const durationField: Field<DurationText> = {
  required: true,
  check(path, value, problems) {
    problems.take(path, parseDuration(value));
    return true;
  },
};

export const percent: Field<PercentText> = {
  required: true,
  check(path, value, problems) {
    problems.take(path, parsePercent(value));
    return true;
  },
};

export const tags: Field<Tags> = {
  required: true,
  check(path, value, problems) {
    const mistake = tagMistake(value);
    if (mistake !== null) problems.add(path, mistake.problem, mistake.hint);
    return true;
  },
};

/** A threshold over a metric of that kind. */
export function threshold(metric: MetricType): Field<string> {
  return parsedBy((value) => parseThreshold(value, metric));
}

/** A text in some grammar. */
export function parsedBy(
  parse: (text: string) => { ok: true } | { ok: false; problem: string; hint: string },
): Field<string> {
  return {
    required: true,
    check(path, value, problems) {
      if (!textField.check(path, value, problems)) return false;
      const parsed = parse(value as string);
      if (!parsed.ok) problems.add(path, parsed.problem, parsed.hint);
      return true;
    },
  };
}

function textOf(mistake: string, hint: string): Field<string> {
  return {
    required: true,
    check(path, value, problems) {
      if (typeof value !== 'string') problems.add(path, `${shown(value)} is ${mistake}`, hint);
      return typeof value === 'string';
    },
  };
}
