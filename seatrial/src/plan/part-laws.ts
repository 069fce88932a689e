/** What every part of a kit keeps, for the tests of kits: a part can be run alone, and each of its claims has something to be about. */
import { inOrder, type Part } from './part.ts';
import { journeyIn, membersOf } from './phases/phase.ts';

/**
 * What a part breaks, a sentence each; none where it keeps all laws.
 * @example assert.deepEqual(brokenLaws(s3.benchmark()), [])
 */
export function brokenLaws(part: Part): string[] {
  const all = inOrder([part]).flatMap(({ phases }) => phases);
  const members = all.flatMap(membersOf);
  const [names, journeys] = [
    members.map(({ name }) => name),
    new Set(members.map((member) => journeyIn(member)?.name)),
  ];
  const ids = part.claims.map(({ id }) => id);
  return [
    ...(part.phases.length === 0 ? ['it has no phase'] : []),
    ...repeated(names).map((name) => `two phases are called '${name}'`),
    ...repeated(ids).map((id) => `two claims are called '${id}'`),
    ...part.claims.flatMap((claim) => {
      const journey = 'journey' in claim ? claim.journey : null;
      const strange = claim.during.filter((name) => !names.includes(name));
      return [
        ...strange.map((name) => `the claim '${claim.id}' is about the phase '${name}', which it has not`),
        ...(journey !== null && !journeys.has(journey)
          ? [`the claim '${claim.id}' is about the journey '${journey}', which none of its phases does`]
          : []),
      ];
    }),
  ];
}

function repeated(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) < index))];
}
