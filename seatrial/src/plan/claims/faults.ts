/** Claims about what a system does after a fault. */
import type { DurationText } from '../../std/units.ts';
import { FAULTS, type FaultKind } from '../faults/fault.ts';
import type { Journey } from '../journey.ts';
import { suggest } from '../problems.ts';
import { base, type ClaimBase, type ClaimOptions, COMMON } from './base.ts';
import { durationField, journeyField, orNull, word } from './field.ts';
import type { ClaimSpecs, ClaimWords } from './spec.ts';

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

/** By kind. */
export interface FaultClaims {
  recovery: RecoveryClaim;
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
} satisfies ClaimWords<FaultClaims>;

export const faultSpecs: ClaimSpecs<FaultClaims, typeof faultClaims> = {
  recovery: {
    looksBack: true,
    timed: true,
    takes: { at: 0, names: { ...COMMON, after: true, within: true, sustained: true, journey: true } },
    fields: {
      journey: orNull(journeyField),
      after: word<FaultKind>(),
      within: durationField,
      sustained: durationField,
    },
    check(path, { after }, { phases }, problems) {
      const kinds = Object.keys(FAULTS);
      if (!kinds.includes(after)) problems.add(`${path}.after`, `there is no fault '${after}'`, suggest(after, kinds));
      else if (!phases.some((phase) => phase.faults.some((fault) => fault.kind === after))) {
        const hint = `add faults: [fault.${after}(...)] to a phase`;
        problems.add(`${path}.after`, `no phase has a fault '${after}'`, hint);
      }
    },
  },
};
