/**
 * Parts of a trial: phases with the claims that are judged on them, as kits make them. Put together, they are what a trial
 * does; `seatrial run --claim` and `--phase` choose among them.
 */
import type { Claim } from './claims/claim.ts';
import { PlanMistakeError } from './mistake.ts';
import type { Phase } from './phases/kinds.ts';
import { membersOf, type PhaseGroup } from './phases/phase.ts';

export interface Part {
  readonly phases: readonly (Phase | PhaseGroup)[];
  readonly claims: readonly Claim[];
  /** Parts that must run before it: what they make, it uses. */
  readonly needs?: readonly Part[];
}

/** What `assemble` gives to `defineTrial`. */
export interface Assembled {
  readonly phases: readonly (Phase | PhaseGroup)[];
  readonly claims: readonly Claim[];
  /** In the order in which they run. */
  readonly parts: readonly Part[];
}

/**
 * Puts parts together in their order. What a part needs runs before it, and once.
 * @example defineTrial({ name: 's3', systems: [store], ...assemble([s3.benchmark(), s3.tenants()]) })
 */
export function assemble(parts: readonly Part[]): Assembled {
  const all = inOrder(parts);
  return { phases: all.flatMap(({ phases }) => phases), claims: all.flatMap(({ claims }) => claims), parts: all };
}

/** The parts and all that they need, each once and after what it needs. */
export function inOrder(parts: readonly Part[]): Part[] {
  const all = new Set<Part>();
  const begun = new Set<Part>();
  const add = (part: Part): void => {
    if (all.has(part)) return;
    if (begun.has(part))
      throw new PlanMistakeError(`parts need each other in a circle: ${named(part)}; take one \`needs\` out`);
    begun.add(part);
    for (const needed of part.needs ?? []) add(needed);
    all.add(part);
  };
  for (const part of parts) add(part);
  return [...all];
}

/** A part has no name: it is told by its phases. */
function named({ phases }: Part): string {
  return `the one with the phase '${phases.flatMap(membersOf)[0]?.name ?? '?'}'`;
}
