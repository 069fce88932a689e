/** Claims about what a system does after a fault. */
import type { DurationText } from '../../std/units.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { Journey } from '../journey.ts';
import { base, type ClaimBase, type ClaimOptions } from './base.ts';

/**
 * After a fault is undone, the journey works as before within a time and stays so for a sustained time, and a killed
 * instance is ready again (docs/explanation/judging.md, "Recovery time").
 */
export interface RecoveryClaim extends ClaimBase {
  readonly kind: 'recovery';
  readonly journey: string | null;
  readonly after: FaultKind;
  readonly within: DurationText;
  readonly sustained: DurationText;
}

export const faultClaims = {
  /**
   * `within` counts from the undoing of each such fault; `sustained` is 1 s by default. A bound finer than the usual pause
   * between requests cannot be proven.
   * @example claim.recovery({ after: 'kill', within: '5s' })
   */
  recovery: (
    options: ClaimOptions & { after: FaultKind; within: DurationText; sustained?: DurationText; journey?: Journey },
  ): RecoveryClaim => ({
    kind: 'recovery',
    ...base(`recovery after ${options.after} within ${options.within}`, 'resilience', options),
    journey: options.journey?.name ?? null,
    after: options.after,
    within: options.within,
    sustained: options.sustained ?? '1s',
  }),
};
