/**
 * Answers that were mixed up: an owner was let in at its own, and was now and then given what is usually the answer at
 * another's. Bodies are compared by their digests, so only bodies that stay alike can tell. It is a doubt and no disproof:
 * nobody knows what they hold.
 *
 * Tenants whose things are alike are no mix-up, because then the usual answer is that of both; nor is a thing that changes into
 * what another one is, because it does not change back. Where the answer names its owner, it is one however often it came: a cache
 * that has learnt the first answer gives it to everybody for ever.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { formatUs } from '../../std/units.ts';
import { outOf } from '../wording.ts';

type Access = RecordOf<'access'>;

/** So often an answer must have come before it is called usual. */
const OFTEN = 3;

interface Place {
  readonly owner: string;
  readonly answers: readonly Access[];
  readonly usual: string;
}

/** Of each place where it happened, a sentence. `own`: accesses of owners to their own, in the order of time. */
export function mixedUp(own: readonly Access[]): { because: string[]; records: readonly Access[] } {
  const because: string[] = [];
  const records: Access[] = [];
  const named = namedIn(own);
  for (const group of Map.groupBy(own, ({ action }) => action).values()) {
    for (const answers of Map.groupBy(group, placeOf).values()) {
      const strange = answers.filter((one) => one.body !== undefined && isForeign(one, named.get(one.body)));
      const [first] = strange;
      if (!first) continue;
      records.push(...strange);
      because.push(
        `'${first.owner}' was given at '${first.resource}' what names '${[...(named.get(first.body ?? '') ?? [])][0]}' and not '${first.owner}', ${outOf(strange.length, answers.length, 'time')}, first at ${formatUs(first.atUs)}: answers may have been mixed up`,
      );
    }
    const places = [...Map.groupBy(group, placeOf).values()].flatMap((answers) => usualOf(answers) ?? []);
    const owners = Map.groupBy(places, ({ usual }) => usual);
    const onlyOwner = (body: string | undefined): string | null => {
      const theirs = new Set((owners.get(body ?? '') ?? []).map(({ owner }) => owner));
      return theirs.size === 1 ? ([...theirs][0] ?? null) : null;
    };
    for (const { owner, answers, usual } of places) {
      if (onlyOwner(usual) !== owner) continue;
      const strange = answers.filter(({ body }, at) => {
        const of = body === usual ? null : onlyOwner(body);
        return of !== null && of !== owner && !named.has(body ?? '') && isBetween(at, answers, usual);
      });
      const [first] = strange;
      if (!first) continue;
      records.push(...strange);
      because.push(
        `'${owner}' was given the usual answer of '${onlyOwner(first.body)}' at '${first.resource}' ${outOf(strange.length, answers.length, 'time')}, first at ${formatUs(first.atUs)}: answers may have been mixed up`,
      );
    }
  }
  return { because, records };
}

/** Of each answer that names its owner, the owners that it was given to and names. */
function namedIn(own: readonly Access[]): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  for (const { body, namesOwner, owner } of own) {
    if (body !== undefined && namesOwner) named.set(body, (named.get(body) ?? new Set()).add(owner));
  }
  return named;
}

/** Whether an owner was given what names another, and not itself. */
function isForeign({ owner, namesOwner }: Access, named: ReadonlySet<string> | undefined): boolean {
  return named !== undefined && !namesOwner && !named.has(owner);
}

function usualOf(all: readonly Access[]): Place | null {
  const answers = all.filter(({ body, isShort }) => body !== undefined && !isShort);
  const [most] = [...Map.groupBy(answers, ({ body }) => body)].sort(([, a], [, b]) => b.length - a.length);
  const [usual, alike] = most ?? [];
  const [first] = answers;
  if (!first || usual === undefined || alike === undefined) return null;
  if (alike.length < OFTEN || alike.length <= answers.length / 2) return null;
  return { owner: first.owner, answers, usual };
}

/** Whether the usual answer came before it and after it. */
function isBetween(at: number, answers: readonly Access[], usual: string): boolean {
  const isUsual = ({ body }: Access): boolean => body === usual;
  return answers.slice(0, at).some(isUsual) && answers.slice(at + 1).some(isUsual);
}

function placeOf({ owner, resource }: Access): string {
  return JSON.stringify([owner, resource]);
}
