/** Checks claims about systems: there is such a system, Seatrial starts it, and nothing else in the plan speaks against it. */
import { parseResourceBound } from '../../std/resource-bound.ts';
import { type Problems, suggest } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { Claim, NoSecretsInLogsClaim, ResourcesClaim, StaysUpClaim } from './claim.ts';

type SystemClaim = StaysUpClaim | NoSecretsInLogsClaim | ResourcesClaim;

/** `secrets`: how many the plan declares. */
export function checkSystemClaims(
  claims: readonly Claim[],
  systems: readonly ResolvedSystem[],
  secrets: number,
  problems: Problems,
): void {
  for (const [index, claim] of claims.entries()) {
    if (claim.kind !== 'stays-up' && claim.kind !== 'no-secrets-in-logs' && claim.kind !== 'resources') continue;
    checkSystemClaim(`claims[${index}]`, claim, systems, problems);
    if (claim.kind === 'no-secrets-in-logs' && secrets === 0)
      problems.add(`claims[${index}]`, 'the plan declares no secret', "add secrets: { 'api key': value } to the trial");
  }
}

function checkSystemClaim(
  path: string,
  claim: SystemClaim,
  systems: readonly ResolvedSystem[],
  problems: Problems,
): void {
  if (claim.kind === 'resources') {
    const parsed = parseResourceBound(claim.bound);
    if (!parsed.ok) problems.add(`${path}.bound`, parsed.problem, parsed.hint);
  } else if (claim.during.length > 0)
    problems.add(`${path}.during`, 'this is claimed of the whole trial', 'take `during` out');
  const system = systems.find(({ name }) => name === claim.system);
  if (system === undefined) {
    const names = systems.map(({ name }) => name);
    problems.add(`${path}.system`, `there is no system '${claim.system}'`, suggest(String(claim.system), names));
    return;
  }
  if (system.kind === 'endpoint') {
    const hint = 'take the claim out, or give the system a command in place of a url';
    problems.add(`${path}.system`, `Seatrial does not start '${claim.system}' and sees nothing of its processes`, hint);
    return;
  }
  const against = claim.kind === 'stays-up' ? 'mayEnd' : claim.kind === 'no-secrets-in-logs' ? 'printsSecrets' : null;
  if (against !== null && system[against])
    problems.add(path, `'${claim.system}' has ${against}: true, which says the opposite`, 'take one of the two out');
}
