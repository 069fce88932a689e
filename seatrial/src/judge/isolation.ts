/**
 * Judges tenant isolation: nobody was let in at another's. `denied` alone may mean that nothing works or that nothing is
 * there, so every tenant that tried must have been let in at its own, every action that was tried must have worked for an
 * owner, and every resource that was tried must have been reached by its owner.
 */
import type { RecordOf } from '../evidence/records.ts';
import type { TenantIsolationClaim } from '../plan/claims/claim.ts';
import { formatUs } from '../std/units.ts';
import { type Judge, withGaps } from './answer.ts';
import { coverage, within } from './coverage.ts';
import { many, naming, outOf } from './wording.ts';

type Access = RecordOf<'access'>;

export const judgeIsolation: Judge<TenantIsolationClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const accesses = within(phases, ledger.of('access'));
  const across = accesses.filter((access) => access.actor !== access.owner);
  const own = accesses.filter((access) => access.actor === access.owner && access.result === 'allowed');
  const allowed = across.filter((access) => access.result === 'allowed');
  const doubts = allowed.length > 0 ? [] : doubtsAbout(across, own, claim.minAttempts);
  return withGaps(
    {
      verdict: allowed.length > 0 ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
      required: `no access across tenants in at least ${many(claim.minAttempts, 'attempt')}`,
      observed: accesses.length === 0 ? 'nothing' : `${outOf(allowed.length, across.length, 'attempt')} across allowed`,
      because: [
        ...allowed
          .slice(0, 1)
          .map((first) => `${outOf(allowed.length, across.length, 'attempt')} got in; first: ${told(first)}`),
        ...doubts,
        ...(allowed.length === 0 && doubts.length === 0
          ? [
              `all ${many(across.length, 'attempt')} across were denied, and owners were let in ${many(own.length, 'time')}`,
            ]
          : []),
      ],
      records: [...phases.flatMap((phase) => phase.records), ...(allowed.length > 0 ? allowed : accesses)],
    },
    gaps,
  );
};

function doubtsAbout(across: readonly Access[], own: readonly Access[], minAttempts: number): string[] {
  const doubts: string[] = [];
  if (across.length < minAttempts) {
    doubts.push(`${many(across.length, 'attempt')} across tenants, and the claim asks for ${minAttempts}`);
  }
  const unknown = across.filter((access) => access.result === 'unknown');
  if (unknown[0]) {
    doubts.push(`${outOf(unknown.length, across.length, 'attempt')} had no clear answer; first: ${told(unknown[0])}`);
  }
  const actors = onlyIn(across, own, 'actor');
  if (actors.size > 0) {
    doubts.push(`${naming(actors)} reached nothing of their own, so denied may mean that nothing works for them`);
  }
  const actions = onlyIn(across, own, 'action');
  if (actions.size > 0) {
    doubts.push(`${naming(actions)} worked for no owner, so denied may mean that it does not work at all`);
  }
  const reached = new Set(own.map(placeOf));
  const strange = across.filter((access) => !reached.has(placeOf(access)));
  if (strange[0]) {
    const tried = new Set(across.map(placeOf)).size;
    const { resource, owner } = strange[0];
    doubts.push(
      `${outOf(new Set(strange.map(placeOf)).size, tried, 'resource')} tried across ${tried === 1 ? 'was' : 'were'} never reached by the owner, so denied may mean that there is no such thing; first: '${resource}' of '${owner}'`,
    );
  }
  return doubts;
}

/** A resource and whose it is. */
function placeOf({ owner, resource }: Access): string {
  return JSON.stringify([owner, resource]);
}

function onlyIn(across: readonly Access[], own: readonly Access[], field: 'actor' | 'action'): Set<string> {
  const seen = new Set(own.map((access) => access[field]));
  return new Set(across.map((access) => access[field]).filter((value) => !seen.has(value)));
}

function told(access: Access): string {
  const { actor, action, resource, owner, atUs, why } = access;
  return `'${actor}' tried ${action} on '${resource}' of '${owner}' at ${formatUs(atUs)} (${why})`;
}
