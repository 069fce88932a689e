/** What every claim has, whatever it is about: its name, category and weight, and the phases it covers. */
import type { DurationText } from '../../std/units.ts';
import type { OptionNames } from '../options.ts';

export const CATEGORIES = [
  'function',
  'contract',
  'performance',
  'resilience',
  'data safety',
  'security',
  'compliance',
  'operability',
  'delivery',
] as const;

export type Category = (typeof CATEGORIES)[number];

export interface ClaimBase {
  /** Unique in the plan; default: made from what is claimed. */
  readonly id: string;
  readonly category: Category;
  /** Its share within the category; default 1. */
  readonly weight: number;
  /** Phases it is about; empty means every phase of the journey. */
  readonly during: readonly string[];
}

/** A claim that is judged while the trial runs as well. */
export interface Abortable {
  /** Ends the trial once this is disproven: at once, or that long after the start of the latest of its phases. */
  readonly abortOnFail?: true | { readonly after: DurationText };
}

export const ABORT_AFTER: OptionNames<Exclude<Abortable['abortOnFail'], true | undefined>> = { after: true };

/** Options every claim takes. */
export interface ClaimOptions {
  id?: string;
  category?: Category;
  weight?: number;
  during?: string | readonly string[];
}

export function base(id: string, category: Category, options: ClaimOptions): ClaimBase {
  const during = options.during === undefined ? [] : [options.during].flat();
  const suffix = during.length > 0 ? ` during ${during.map(String).join(', ')}` : '';
  return { id: options.id ?? id + suffix, category: options.category ?? category, weight: options.weight ?? 1, during };
}

export function abortable({ abortOnFail }: Abortable): Abortable {
  return abortOnFail === undefined ? {} : { abortOnFail };
}
