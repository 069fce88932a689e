/** Mistakes in a plan, collected so that all are shown at once: where, what is wrong, and how to write it. */
import { editDistance } from '../std/edit-distance.ts';
import { shown } from '../std/shown.ts';
import type { Parsed } from '../std/units.ts';

export interface PlanProblem {
  /** Where in the plan: `phases[1].for`. */
  readonly path: string;
  /** The name of the system, phase or claim that the path begins with, where it has one. */
  readonly part?: string;
  readonly problem: string;
  readonly hint: string;
}

export class Problems {
  readonly list: PlanProblem[] = [];

  add(path: string, problem: string, hint: string): void {
    this.list.push({ path, problem, hint });
  }

  /** The parsed value, or NaN with the problem noted. */
  take(path: string, parsed: Parsed): number {
    if (parsed.ok) return parsed.value;
    this.add(path, parsed.problem, parsed.hint);
    return Number.NaN;
  }

  /** Notes a problem unless `value` is a whole number from `least` up; returns it. */
  wholeNumber(path: string, value: unknown, least: number): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    this.add(path, `${shown(value)} is not a whole number`, `write a whole number from ${least} up`);
    return Number.NaN;
  }

  /** Notes every name that stands more than once in a list. */
  unique(path: string, names: readonly string[], what: string): void {
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) < index)
        this.add(`${path}[${index}]`, `a second ${what} is called '${name}'`, 'give each a name of its own');
    }
  }
}

/** The system, phase or claim that a path begins with: `phases[1]`, `phases[0].phases[1]` of phases at the same time. */
const PART = /^(systems|phases|claims)\[(\d+)\](?:\.phases\[(\d+)\])?/;

/** The problems, each with the name of the part of the plan that its path begins with. */
export function withParts(problems: readonly PlanProblem[], trial: unknown): PlanProblem[] {
  const options = Object(trial).options;
  return problems.map((problem) => {
    const [, list = '', index = '', member] = PART.exec(problem.path) ?? [];
    const own = Object(Object(Object(options)[list])[index]);
    const { id, name = id } = Object(member === undefined ? own : Object(own.phases)[member]);
    return typeof name === 'string' && name.trim() !== '' ? { ...problem, part: name } : problem;
  });
}

/** `phases[1] (baseline), for`: a path with the name of its part. */
export function placeText({ path, part }: PlanProblem): string {
  const [at] = PART.exec(path) ?? [];
  if (part === undefined || at === undefined) return path;
  const rest = path.slice(at.length).replace(/^\./, '');
  return `${at} (${part})${rest === '' ? '' : `, ${rest}`}`;
}

/** `did you mean 'order'?` where a known name is near, else the list of known names. */
export function suggest(name: string, known: readonly string[]): string {
  const far = (candidate: string): number => editDistance(candidate, name);
  const [nearest] = known.toSorted((a, b) => far(a) - far(b));
  if (nearest !== undefined && far(nearest) <= Math.min(2, name.length - 1)) return `did you mean '${nearest}'?`;
  return known.length > 0 ? `known: ${known.map((candidate) => `'${candidate}'`).join(', ')}` : 'there is none yet';
}
