/**
 * Claims about the processes of a system that Seatrial starts: that they stay up, print no secret, and use no more than a
 * bound. The first two stand in every plan without being written (`plan/implied.ts`).
 */
import { parseResourceBound } from '../../std/resource-bound.ts';
import { type Problems, suggest } from '../problems.ts';
import type { System } from '../systems/system.ts';
import { base, type ClaimBase, type ClaimOptions, COMMON, WHOLE_TRIAL, type WholeTrialOptions } from './base.ts';
import { parsedBy, textField } from './field.ts';
import type { ClaimSpecs, ClaimWords, PlanOfClaims } from './spec.ts';

/** No instance of the system ends by itself. */
export interface StaysUpClaim extends ClaimBase {
  readonly kind: 'stays-up';
  readonly system: string;
}

/** No secret that the plan declares stands in the output of the system. */
export interface NoSecretsInLogsClaim extends ClaimBase {
  readonly kind: 'no-secrets-in-logs';
  readonly system: string;
}

/** A bound on what each instance uses (`std/resource-bound.ts`). */
export interface ResourcesClaim extends ClaimBase {
  readonly kind: 'resources';
  readonly system: string;
  readonly bound: string;
}

/** By kind. */
export interface SystemClaims {
  'stays-up': StaysUpClaim;
  'no-secrets-in-logs': NoSecretsInLogsClaim;
  resources: ResourcesClaim;
}

export const systemClaims = {
  /**
   * It is claimed of every system that Seatrial starts. Write it to give it a weight or a category of your own; a system
   * that is to end by itself has `mayEnd: true`, and then no such claim.
   * @example claim.staysUp(api, { weight: 3 })
   */
  staysUp: (system: Pick<System, 'name'>, options: WholeTrialOptions = {}): StaysUpClaim => ({
    kind: 'stays-up',
    ...base(`${system.name} stays up`, 'operability', options),
    system: system.name,
  }),
  /**
   * It is claimed of every system that Seatrial starts, where the plan declares secrets. Write it to give it a weight or a
   * category of your own; a system that prints them by design has `printsSecrets: true`, and then no such claim.
   * @example claim.noSecretsInLogs(api, { weight: 3 })
   */
  noSecretsInLogs: (system: Pick<System, 'name'>, options: WholeTrialOptions = {}): NoSecretsInLogsClaim => ({
    kind: 'no-secrets-in-logs',
    ...base(`${system.name} prints no secret`, 'security', options),
    system: system.name,
  }),
  /**
   * `rss` (bytes: MB, MiB, ...) and `openFiles` (a count) take `max` and `growth`, `cpu` (per cent of one core, so 200% is two)
   * takes `max` and `avg`. Each instance must keep it, in each of the phases named; of the whole trial by default.
   * @example claim.resources(api, 'rss max<500MB')
   * @example claim.resources(api, 'rss growth<10%', { during: 'soak' })
   * @example claim.resources(api, 'cpu avg<80%', { during: ['baseline', 'spike'] })
   */
  resources: (system: Pick<System, 'name'>, bound: string, options: ClaimOptions = {}): ResourcesClaim => ({
    kind: 'resources',
    ...base(`${system.name} ${bound}`, 'operability', options),
    system: system.name,
    bound,
  }),
} satisfies ClaimWords<SystemClaims>;

export const systemSpecs: ClaimSpecs<SystemClaims, typeof systemClaims> = {
  'stays-up': {
    looksBack: true,
    takes: { at: 1, names: WHOLE_TRIAL },
    fields: { system: textField },
    check(path, claim, plan, problems) {
      ofWholeTrial(path, claim, problems);
      startedBySeatrial(path, claim, plan, problems, 'mayEnd');
    },
  },
  'no-secrets-in-logs': {
    looksBack: true,
    takes: { at: 1, names: WHOLE_TRIAL },
    fields: { system: textField },
    check(path, claim, plan, problems) {
      ofWholeTrial(path, claim, problems);
      startedBySeatrial(path, claim, plan, problems, 'printsSecrets');
      if (plan.secrets === 0)
        problems.add(path, 'the plan declares no secret', "add secrets: { 'api key': value } to the trial");
    },
  },
  resources: {
    looksBack: true,
    timed: true,
    takes: { at: 2, names: COMMON },
    fields: { system: textField, bound: parsedBy(parseResourceBound) },
    check: startedBySeatrial,
  },
};

function ofWholeTrial(path: string, { during }: ClaimBase, problems: Problems): void {
  if (during.length > 0) problems.add(`${path}.during`, 'this is claimed of the whole trial', 'take `during` out');
}

/** There is such a system, Seatrial starts it, and the option `against` does not say the opposite of the claim. */
function startedBySeatrial(
  path: string,
  claim: { readonly system: string },
  { systems }: PlanOfClaims,
  problems: Problems,
  against?: 'mayEnd' | 'printsSecrets',
): void {
  const system = systems.find(({ name }) => name === claim.system);
  if (system === undefined) {
    const names = systems.map(({ name }) => name);
    problems.add(`${path}.system`, `there is no system '${claim.system}'`, suggest(claim.system, names));
    return;
  }
  if (system.kind === 'endpoint') {
    const hint = 'take the claim out, or give the system a command in place of a url';
    problems.add(`${path}.system`, `Seatrial does not start '${claim.system}' and sees nothing of its processes`, hint);
  } else if (against !== undefined && system[against])
    problems.add(path, `'${claim.system}' has ${against}: true, which says the opposite`, 'take one of the two out');
}
