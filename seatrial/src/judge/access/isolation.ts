/**
 * Judges tenant isolation: nobody was let in at another's. `denied` alone may mean that nothing works, so every tenant
 * that tried must have been let in at its own, every action that was tried must have worked for an owner, and every resource
 * that was tried must have been reached by its owner at some time: before or after the attempt. Doors that mostly were shut for
 * owners as well, or for good, show nothing.
 */
import type { RecordOf } from '../../evidence/records.ts';
import type { TenantIsolationClaim } from '../../plan/claims/claim.ts';
import { formatUs } from '../../std/units.ts';
import { type Judge, withGaps } from '../answer.ts';
import { coverage, within } from '../coverage.ts';
import { doubtsOfJourney, unlessPlanMistaken } from '../doubts.ts';
import { unreachedIn } from '../unreached.ts';
import { many, naming, outOf } from '../wording.ts';
import { mixedUp } from './mixed-up.ts';

type Access = RecordOf<'access'>;

/** So often must a tenant's own door have been shut at the end before it is called shut. */
const SHUT = 2;
const MOST_TOLD = 3;

export const judgeIsolation: Judge<TenantIsolationClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const accesses = within(phases, ledger.of('access'));
  const across = accesses.filter((access) => access.actor !== access.owner);
  const atOwn = accesses.filter((access) => access.actor === access.owner);
  const own = atOwn.filter(isAllowed);
  const allowed = across.filter(isAllowed);
  const journey = doubtsOfJourney(phases, ledger);
  const unreached = unreachedIn(phases, ledger);
  const mixed = mixedUp(own);
  const doubts =
    allowed.length > 0
      ? []
      : [
          ...doubtsAbout(across, own, claim.minAttempts),
          ...doubtsAboutOwners(across, atOwn),
          ...mixed.because.slice(0, MOST_TOLD),
          ...journey.because,
          ...unreached.because.map((sentence) => `${sentence}, so attempts that they would have made are not known`),
        ];
  const answer = withGaps(
    {
      verdict: allowed.length > 0 ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
      required: `no access across tenants in at least ${many(claim.minAttempts, 'attempt')}`,
      observed: accesses.length === 0 ? 'nothing' : `${outOf(allowed.length, across.length, 'attempt')} across allowed`,
      because: [
        ...allowed
          .slice(0, 1)
          .map((first) => `${outOf(allowed.length, across.length, 'attempt')} got in; first: ${sentenceOf(first)}`),
        ...doubts,
        ...(allowed.length === 0 && doubts.length === 0
          ? [`all ${many(across.length, 'attempt')} across were denied, and ${ownersTold(atOwn)}`]
          : []),
        ...(doubts.length > 0 && own.length < atOwn.length ? [ownersTold(atOwn)] : []),
      ],
      records: [
        ...phases.flatMap((phase) => phase.records),
        ...(allowed.length > 0 ? allowed : [...accesses, ...journey.records, ...unreached.records]),
      ],
      telling: allowed.length > 0 ? allowed.slice(0, 5) : mixed.records.slice(0, 5),
    },
    gaps,
  );
  return unlessPlanMistaken(answer, phases, ledger);
};

function isAllowed({ result }: Access): boolean {
  return result === 'allowed';
}

function ownersTold(atOwn: readonly Access[]): string {
  const allowed = atOwn.filter(isAllowed).length;
  const failed = atOwn.length - allowed;
  return `owners were let in ${many(allowed, 'time')}${failed > 0 ? `, and ${many(failed, 'time')} not` : ''}`;
}

/**
 * Where doors do not open for owners either, denied says little: a tenant that was not let in at its own at least half of the
 * time, a resource that its owner mostly did not reach, and a tenant that went on trying after its own door had shut for good.
 */
function doubtsAboutOwners(across: readonly Access[], atOwn: readonly Access[]): string[] {
  const about = (places: boolean, tried: ReadonlySet<string>, enough: (failed: number, all: number) => boolean) =>
    [...Map.groupBy(atOwn, (access) => (places ? placeOf(access) : access.owner))].flatMap(([key, group]) => {
      const failed = group.filter((access) => !isAllowed(access));
      const [first] = failed;
      if (!first || !tried.has(key) || failed.length === group.length || !enough(failed.length, group.length))
        return [];
      const where = places ? `'${first.resource}'` : 'its own';
      const figures = outOf(failed.length, group.length, 'time');
      return [
        `'${first.owner}' was not let in at ${where} ${figures}, so denied may mean that nothing works; first: ${sentenceOf(first)}`,
      ];
    });
  const tenants = new Set(across.flatMap(({ actor, owner }) => [actor, owner]));
  const ofTenants = about(false, tenants, (failed, all) => failed >= all / 2);
  if (ofTenants.length > 0) return ofTenants.slice(0, MOST_TOLD);
  const ofPlaces = about(true, new Set(across.map(placeOf)), (failed, all) => failed > all / 2);
  return [...ofPlaces.slice(0, MOST_TOLD), ...shutForGood(across, atOwn).slice(0, MOST_TOLD)];
}

/** Attempts of tenants that were not let in at their own any more, seen at least twice. */
function shutForGood(across: readonly Access[], atOwn: readonly Access[]): string[] {
  return [...Map.groupBy(atOwn, ({ actor }) => actor)].flatMap(([actor, group]) => {
    const lastUs = group.filter(isAllowed).reduce((last, { atUs }) => Math.max(last, atUs), Number.NEGATIVE_INFINITY);
    const failed = group.filter(({ atUs }) => atUs > lastUs).length;
    const after = across.filter((access) => access.actor === actor && access.atUs > lastUs).length;
    if (lastUs === Number.NEGATIVE_INFINITY || failed < SHUT || after === 0) return [];
    const since = `'${actor}' was not let in at its own after ${formatUs(lastUs)} (${many(failed, 'time')})`;
    return [`${since}, and made ${many(after, 'attempt')} across after that`];
  });
}

function doubtsAbout(across: readonly Access[], own: readonly Access[], minAttempts: number): string[] {
  const doubts: string[] = [];
  if (across.length < minAttempts) {
    doubts.push(`${many(across.length, 'attempt')} across tenants, and the claim asks for ${minAttempts}`);
  }
  const unknown = across.filter((access) => access.result === 'unknown');
  if (unknown[0]) {
    doubts.push(
      `${outOf(unknown.length, across.length, 'attempt')} had no clear answer; first: ${sentenceOf(unknown[0])}`,
    );
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
  const unreached = across.filter((access) => !reached.has(placeOf(access)));
  if (unreached[0]) {
    const { resource, owner } = unreached[0];
    const others = new Set(unreached.map(placeOf)).size - 1;
    const more =
      others === 0 ? '' : `, nor ${many(others, 'other resource')} that ${others === 1 ? 'was' : 'were'} tried`;
    const never = `'${resource}' was never reached by its owner '${owner}'${more}`;
    doubts.push(`${never}, so denied may mean that it does not exist`);
  }
  return [...doubts, ...doubtsAboutPaths(across, own)];
}

/** A read that is answered 404 may have asked for what is no route at all: somebody must have been let in at that path. */
function doubtsAboutPaths(across: readonly Access[], own: readonly Access[]): string[] {
  const paths = new Set(own.map(({ path }) => path));
  // Of accesses that the plan tells by itself nobody knows the path.
  const pathless = new Set(own.filter(({ path }) => path === undefined).map(placeOf));
  const misses = across.filter(({ path, result }) => path !== undefined && result === 'denied');
  const places = [...Map.groupBy(misses, placeOf)].filter(
    ([place, group]) => !pathless.has(place) && !group.some(({ path }) => paths.has(path)),
  );
  const [first] = places.flatMap(([, group]) => group);
  if (!first) return [];
  const others = places.length - 1;
  const more = others === 0 ? '' : `, and so with ${many(others, 'other resource')}`;
  return [
    `${sentenceOf(first)}, at a path where no owner was ever let in, so denied may mean that there is no such route${more}`,
  ];
}

/** A resource of one owner. */
function placeOf({ owner, resource }: Access): string {
  return JSON.stringify([owner, resource]);
}

function onlyIn(across: readonly Access[], own: readonly Access[], field: 'actor' | 'action'): Set<string> {
  const seen = new Set(own.map((access) => access[field]));
  return new Set(across.map((access) => access[field]).filter((value) => !seen.has(value)));
}

function sentenceOf(access: Access): string {
  const { actor, action, resource, owner, atUs, why } = access;
  return `'${actor}' tried ${action} on '${resource}' of '${owner}' at ${formatUs(atUs)} (${why})`;
}
