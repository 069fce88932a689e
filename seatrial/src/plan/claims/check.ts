/** Checks the claims of a plan against what the plan does: a claim about nothing that happens could never be proven. */
import { shown } from '../../std/shown.ts';
import { journeyIn } from '../phases/phase.ts';
import { type Problems, suggest } from '../problems.ts';
import { CATEGORIES } from './base.ts';
import { CLAIMS, type Claim } from './claim.ts';
import { checkValues } from './fields.ts';
import type { ClaimSpec, PlanOfClaims } from './spec.ts';

export function checkClaims(claims: readonly Claim[], plan: PlanOfClaims, problems: Problems): void {
  if (claims.length === 0) {
    problems.add(
      'claims',
      'the plan claims nothing',
      "a trial without a claim proves nothing: add claim.errors(journey, 'rate<0.1%')",
    );
  }
  problems.unique(
    'claims',
    claims.map((claim) => claim.id),
    'claim',
  );
  for (const [index, claim] of claims.entries()) checkClaim(`claims[${index}]`, claim, plan, problems);
}

function checkClaim(path: string, claim: Claim, plan: PlanOfClaims, problems: Problems): void {
  checkShare(path, claim, problems);
  if (!checkValues(path, { ...claim }, problems)) return;
  checkWhere(path, claim, plan, problems);
  (CLAIMS[claim.kind] as ClaimSpec<Claim>).check?.(path, claim, plan, problems);
}

/** What it counts for, and where. */
export function checkShare(path: string, claim: { weight: unknown; category: unknown }, problems: Problems): void {
  const { weight, category } = claim;
  if (!(typeof weight === 'number' && weight > 0 && Number.isFinite(weight)))
    problems.add(`${path}.weight`, `${shown(weight)} is not a weight`, 'write a number above 0');
  if (!(CATEGORIES as readonly unknown[]).includes(category)) {
    const known = suggest(typeof category === 'string' ? category : '', CATEGORIES);
    problems.add(`${path}.category`, `there is no category ${shown(category)}`, known);
  }
}

/** The journey and the phases it is about exist, and the journey runs in those phases. */
function checkWhere(path: string, claim: Claim, { phases }: PlanOfClaims, problems: Problems): void {
  const journey = 'journey' in claim ? claim.journey : null;
  const journeys = [...new Set(phases.flatMap((phase) => journeyIn(phase)?.name ?? []))];
  if (journey !== null && !journeys.includes(journey)) {
    problems.add(`${path}.journey`, `no phase runs a journey '${journey}'`, suggest(journey, journeys));
  }
  for (const name of claim.during) {
    const phase = phases.find((candidate) => candidate.name === name);
    if (!phase) {
      const names = phases.map((candidate) => candidate.name);
      problems.add(`${path}.during`, `there is no phase '${name}'`, suggest(name, names));
    } else if (journey !== null && journeys.includes(journey) && journeyIn(phase)?.name !== journey) {
      problems.add(`${path}.during`, `phase '${name}' does not run '${journey}'`, `it runs '${phase.subject}'`);
    }
  }
}
