/** Mistakes in a plan, collected so that all are shown at once: where, what is wrong, and how to write it. */
import { editDistance } from '../std/edit-distance.ts';
import { shown } from '../std/shown.ts';
import type { Parsed } from '../std/units.ts';

export interface PlanProblem {
  /** Where in the plan: `phases[1].for`. */
  readonly path: string;
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

/** `did you mean 'order'?` where a known name is near, else the list of known names. */
export function suggest(name: string, known: readonly string[]): string {
  const far = (candidate: string): number => editDistance(candidate, name);
  const [nearest] = known.toSorted((a, b) => far(a) - far(b));
  if (nearest !== undefined && far(nearest) <= Math.min(2, name.length - 1)) return `did you mean '${nearest}'?`;
  return known.length > 0 ? `known: ${known.map((candidate) => `'${candidate}'`).join(', ')}` : 'there is none yet';
}
