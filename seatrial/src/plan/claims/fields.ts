/**
 * What a claim consists of. Claims are plain data, so a plan may write one itself, or change one that a word has made; then
 * nothing but the specs of the kinds knows what belongs into it.
 */
import { shown } from '../../std/shown.ts';
import { type Problems, suggest } from '../problems.ts';
import type { ClaimBase } from './base.ts';
import { CLAIMS, type ClaimKind } from './claim.ts';
import type { Field } from './field.ts';
import { wordOf } from './options.ts';

const BASE: Readonly<Record<keyof ClaimBase, true>> = {
  kind: true,
  id: true,
  category: true,
  weight: true,
  during: true,
};

export function isClaimKind(kind: unknown): kind is ClaimKind {
  return typeof kind === 'string' && Object.hasOwn(CLAIMS, kind);
}

/** Notes a kind there is not, fields there are not, and fields that are missing; whether the claim can be read as one. */
export function checkNames(path: string, claim: Readonly<Record<string, unknown>>, problems: Problems): boolean {
  const before = problems.list.length;
  const { kind } = claim;
  if (!isClaimKind(kind)) {
    problems.add(`${path}.kind`, `there is no claim ${shown(kind)}`, suggest(String(kind), Object.keys(CLAIMS)));
    return false;
  }
  const fields = fieldsOf(kind);
  const known = [...Object.keys(BASE), ...Object.keys(fields)];
  for (const name of Object.keys(claim).filter((each) => !known.includes(each)))
    problems.add(path, `a claim '${kind}' has no '${name}'`, suggest(name, known));
  for (const name of known.filter((each) => !Object.hasOwn(claim, each) && fields[each]?.required !== false))
    problems.add(
      `${path}.${name}`,
      `a claim '${kind}' needs it`,
      `add ${name}, or make the claim with claim.${wordOf(kind)}(...)`,
    );
  return problems.list.length === before;
}

/** Notes what is wrong with what its own fields hold; whether more can be asked of the claim. */
export function checkValues(
  path: string,
  claim: Readonly<Record<string, unknown>> & { kind: ClaimKind },
  problems: Problems,
): boolean {
  const typed = Object.entries(fieldsOf(claim.kind)).map(([name, field]) =>
    field.check(`${path}.${name}`, claim[name], problems),
  );
  return typed.every(Boolean);
}

function fieldsOf(kind: ClaimKind): Readonly<Record<string, Field<unknown>>> {
  return CLAIMS[kind].fields as unknown as Readonly<Record<string, Field<unknown>>>;
}
