/**
 * Claims about the processes of a system that Seatrial starts: that they stay up, print no secret, and use no more than a
 * bound. The first two stand in every plan without being written (`plan/implied.ts`).
 */
import type { System } from '../systems/system.ts';
import { base, type ClaimBase, type ClaimOptions } from './base.ts';

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

/** What is seen of the whole trial cannot be claimed of a phase. */
type WholeTrial = Omit<ClaimOptions, 'during'>;

export const systemClaims = {
  /**
   * It is claimed of every system that Seatrial starts. Write it to give it a weight or a category of your own; a system
   * that is to end by itself has `mayEnd: true`, and then no such claim.
   * @example claim.staysUp(api, { weight: 3 })
   */
  staysUp: (system: Pick<System, 'name'>, options: WholeTrial = {}): StaysUpClaim => ({
    kind: 'stays-up',
    ...base(`${system.name} stays up`, 'operability', options),
    system: system.name,
  }),
  /**
   * It is claimed of every system that Seatrial starts, where the plan declares secrets. Write it to give it a weight or a
   * category of your own; a system that prints them by design has `printsSecrets: true`, and then no such claim.
   * @example claim.noSecretsInLogs(api, { weight: 3 })
   */
  noSecretsInLogs: (system: Pick<System, 'name'>, options: WholeTrial = {}): NoSecretsInLogsClaim => ({
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
};
