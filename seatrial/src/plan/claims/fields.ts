/**
 * What a claim of each kind consists of. Claims are plain data, so a plan may write one itself, or change one that a builder
 * has made; then nothing but this table knows what belongs into it. It does not compile while a field is missing.
 */
import { shown } from '../../std/shown.ts';
import { type Problems, suggest } from '../problems.ts';
import type { ClaimBase } from './base.ts';
import type { Claim, ClaimKind } from './claim.ts';

/** Of each field, whether every claim of the kind has it. */
type Fields<C> = {
  readonly [F in Exclude<keyof C, 'kind' | keyof ClaimBase>]-?: undefined extends C[F] ? false : true;
};

const SAMPLED = { minSamples: false, pooled: false } as const;
const ABORTABLE = { abortOnFail: false } as const;
const SELECTING = { journey: true, step: true, tags: false, threshold: true } as const;
const BASE: Readonly<Record<'kind' | keyof ClaimBase, true>> = {
  kind: true,
  id: true,
  category: true,
  weight: true,
  during: true,
};

const FIELDS: { readonly [K in ClaimKind]: Fields<Extract<Claim, { kind: K }>> } = {
  checks: { ...ABORTABLE, ...SAMPLED, journey: true, check: true, atLeast: true },
  latency: { ...ABORTABLE, ...SAMPLED, ...SELECTING },
  errors: { ...ABORTABLE, ...SAMPLED, ...SELECTING },
  throughput: { ...ABORTABLE, ...SAMPLED, ...SELECTING },
  metric: { ...SAMPLED, journey: true, metric: true, threshold: true },
  recovery: { journey: true, after: true, within: true, sustained: true },
  'no-lost-writes': { journey: true, keptIn: false },
  'no-stale-reads': { journey: true, within: false },
  'tenant-isolation': { journey: true, minAttempts: true },
  generator: { lag: false, dropped: false },
  'stays-up': { system: true },
  'no-secrets-in-logs': { system: true },
  resources: { system: true, bound: true },
};

/** Notes a kind there is not, fields there are not, and fields that are missing; whether the claim can be read as one. */
export function checkFields(path: string, claim: Readonly<Record<string, unknown>>, problems: Problems): boolean {
  const before = problems.list.length;
  const kind = String(claim.kind);
  if (!Object.hasOwn(FIELDS, kind)) {
    problems.add(`${path}.kind`, `there is no claim ${shown(claim.kind)}`, suggest(kind, Object.keys(FIELDS)));
    return false;
  }
  const known: Readonly<Record<string, boolean>> = { ...BASE, ...FIELDS[kind as ClaimKind] };
  for (const name of Object.keys(claim).filter((each) => !Object.hasOwn(known, each)))
    problems.add(path, `a claim '${kind}' has no '${name}'`, suggest(name, Object.keys(known)));
  for (const name of Object.keys(known).filter((each) => known[each] && !Object.hasOwn(claim, each)))
    problems.add(
      `${path}.${name}`,
      `a claim '${kind}' needs it`,
      `add ${name}, or make the claim with claim.${camel(kind)}(...)`,
    );
  return problems.list.length === before;
}

/** `no-lost-writes` is made by `claim.noLostWrites`. */
function camel(kind: string): string {
  return kind.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
