/**
 * Claims that stand in every plan without being written: each system that Seatrial starts stays up, and prints none of
 * the secrets that the plan declares. A system says by an option that it is made otherwise; then there is no such claim.
 */
import { type Claim, claim } from './claims/claim.ts';
import type { Problems } from './problems.ts';
import type { DeclaredSecret } from './secrets.ts';
import type { ResolvedSystem } from './systems/resolved.ts';

/** What the plan does not claim itself. */
export function impliedClaims(
  systems: readonly ResolvedSystem[],
  secrets: readonly DeclaredSecret[],
  written: readonly Claim[],
): Claim[] {
  return systems.flatMap((system) => {
    if (system.kind !== 'processes') return [];
    const { name, mayEnd, printsSecrets } = system;
    const claimed = (kind: Claim['kind']): boolean =>
      written.some((one) => one.kind === kind && 'system' in one && one.system === name);
    const silent = secrets.length > 0 && !printsSecrets && !claimed('no-secrets-in-logs');
    return [
      ...(mayEnd || claimed('stays-up') ? [] : [claim.staysUp(system)]),
      ...(silent ? [claim.noSecretsInLogs(system)] : []),
    ];
  });
}

/** The name of a written claim must not be that of an implied one. */
export function checkClaimNames(written: readonly Claim[], implied: readonly Claim[], problems: Problems): void {
  const taken = new Set(implied.map(({ id }) => id));
  for (const [index, { id }] of written.entries()) {
    if (taken.has(id)) {
      problems.add(`claims[${index}].id`, `a claim of every plan is called '${id}'`, 'give this one another id');
    }
  }
}
