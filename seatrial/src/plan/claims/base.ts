/** What every claim has, whatever it is about: its name, category and weight, and the phases it covers. */
import { shown } from '../../std/shown.ts';
import type { DurationText } from '../../std/units.ts';
import { checkOptions, isPlain, type OptionNames } from '../options.ts';
import { durationField, type Field } from './field.ts';

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
  readonly kind: string;
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

const ABORT_AFTER: OptionNames<Exclude<Abortable['abortOnFail'], true | undefined>> = { after: true };

export const ABORT_OPTION: OptionNames<Abortable> = { abortOnFail: true };

export const ABORT_FIELD: { readonly abortOnFail: Field<Abortable['abortOnFail']> } = {
  abortOnFail: {
    required: false,
    check(path, value, problems) {
      if (value === undefined || value === true) return true;
      if (!isPlain(value)) problems.add(path, `${shown(value)} does not say when`, "write true, or { after: '10s' }");
      else if (checkOptions(path, value, ABORT_AFTER, problems))
        durationField.check(`${path}.after`, value.after, problems);
      return true;
    },
  },
};

/** Options every claim takes. */
export interface ClaimOptions {
  id?: string;
  category?: Category;
  weight?: number;
  during?: string | readonly string[];
}

/** What is seen of the whole trial cannot be claimed of a phase. */
export type WholeTrialOptions = Omit<ClaimOptions, 'during'>;

export const WHOLE_TRIAL: OptionNames<WholeTrialOptions> = { id: true, category: true, weight: true };
export const COMMON: OptionNames<ClaimOptions> = { ...WHOLE_TRIAL, during: true };

export function base(id: string, category: Category, options: ClaimOptions): Omit<ClaimBase, 'kind'> {
  const during = options.during === undefined ? [] : [options.during].flat();
  const suffix = during.length > 0 ? ` during ${during.map(String).join(', ')}` : '';
  return { id: options.id ?? id + suffix, category: options.category ?? category, weight: options.weight ?? 1, during };
}

export function abortable({ abortOnFail }: Abortable): Abortable {
  return abortOnFail === undefined ? {} : { abortOnFail };
}
