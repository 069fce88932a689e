/** The plan as its author writes it. `resolve.ts` checks it; nothing is checked here, so that all mistakes show at once. */
import type { Claim } from './claims/claim.ts';
import type { OptionNames } from './options.ts';
import type { Part } from './part.ts';
import type { Phase } from './phases/kinds.ts';
import type { PhaseGroup } from './phases/phase.ts';
import type { SecretsOption } from './secrets.ts';
import type { System } from './systems/system.ts';

export interface TrialOptions {
  name: string;
  systems: readonly System[];
  /** Run one after another; those of `together([...])` at the same time. */
  phases: readonly (Phase | PhaseGroup)[];
  claims: readonly Claim[];
  /** What phases and claims are made of: `...assemble([...])` gives all three. */
  parts?: readonly Part[];
  /** Makes every random choice; default 1. */
  seed?: number;
  /**
   * Values that must not appear in evidence, logs or reports (credentials the journeys use), of at least 6 characters; with
   * names of their own, or by their place in the list. Each is looked for in the systems' output as well.
   * @example secrets: { 'api key': process.env.API_KEY ?? '' }
   */
  secrets?: SecretsOption;
}

export const TRIAL: OptionNames<TrialOptions> = {
  name: true,
  systems: true,
  phases: true,
  claims: true,
  parts: true,
  seed: true,
  secrets: true,
};

export interface Trial {
  readonly kind: 'trial';
  readonly options: TrialOptions;
}

/**
 * Defines a trial; a plan file exports it as its default.
 * @example export default defineTrial({ name: 'orders', systems: [api], phases: [...], claims: [...] });
 */
export function defineTrial(options: TrialOptions): Trial {
  return { kind: 'trial', options };
}
