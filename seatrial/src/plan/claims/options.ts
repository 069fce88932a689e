/**
 * The options of every kind of claim, in one table that does not compile while a builder or an option is missing. Builders
 * drop what they do not know, so what is wrong with what they were given is kept beside the claim until it is checked.
 */
import { shown } from '../../std/shown.ts';
import { isPlain, keepMistakes, type OptionNames, optionMistakes } from '../options.ts';
import type { PlanProblem } from '../problems.ts';
import { accessClaims } from './access.ts';
import type { Abortable, ClaimOptions } from './base.ts';
import { faultClaims } from './faults.ts';
import { generatorClaims } from './generator.ts';
import { historyClaims } from './history.ts';
import { loadClaims, type SampledOptions, type SelectingOptions } from './load.ts';
import { systemClaims } from './system.ts';

const builders = {
  ...loadClaims,
  ...faultClaims,
  ...historyClaims,
  ...accessClaims,
  ...generatorClaims,
  ...systemClaims,
};

/** Options are the last argument; `at` is how many stand before it. */
type Taken<F> = F extends (...args: infer A) => unknown
  ? Required<A> extends [...infer Before, infer Options]
    ? { readonly at: Before['length']; readonly names: OptionNames<Options> }
    : never
  : never;

const WHOLE_TRIAL: OptionNames<Omit<ClaimOptions, 'during'>> = { id: true, category: true, weight: true };
const COMMON: OptionNames<ClaimOptions> = { ...WHOLE_TRIAL, during: true };
const ABORTABLE: OptionNames<Abortable> = { abortOnFail: true };
const SAMPLED: OptionNames<SampledOptions> = { minSamples: true, pooled: true };
const SELECTING: OptionNames<SelectingOptions> = { ...COMMON, ...ABORTABLE, ...SAMPLED, step: true, tags: true };

const TAKEN: { readonly [K in keyof typeof builders]: Taken<(typeof builders)[K]> } = {
  checks: { at: 1, names: { ...COMMON, ...ABORTABLE, ...SAMPLED, check: true, atLeast: true } },
  latency: { at: 2, names: SELECTING },
  errors: { at: 2, names: SELECTING },
  throughput: { at: 2, names: SELECTING },
  metric: { at: 3, names: { ...COMMON, ...SAMPLED } },
  recovery: { at: 0, names: { ...COMMON, after: true, within: true, sustained: true, journey: true } },
  noLostWrites: { at: 1, names: { ...COMMON, keptIn: true } },
  noStaleReads: { at: 1, names: { ...COMMON, within: true } },
  tenantIsolation: { at: 1, names: { ...COMMON, minAttempts: true } },
  generator: { at: 0, names: { ...COMMON, lag: true, dropped: true } },
  staysUp: { at: 1, names: WHOLE_TRIAL },
  noSecretsInLogs: { at: 1, names: WHOLE_TRIAL },
  resources: { at: 2, names: COMMON },
};

/** The word that plans write: `claim.latency(...)`. */
export const claim = Object.fromEntries(
  Object.entries(builders).map(([kind, build]) => [kind, checked(build, TAKEN[kind as keyof typeof TAKEN])]),
) as typeof builders;

type Build = (...args: readonly unknown[]) => object;

/** As the builder, and keeps what is wrong with the options it is given. */
function checked(build: unknown, { at, names }: { at: number; names: Readonly<Record<string, true>> }): Build {
  return (...args) => {
    const given = args.length > at ? args[at] : undefined;
    const built = (build as Build)(...args.slice(0, at), ...(isPlain(given) ? [given] : at === 0 ? [{}] : []));
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
