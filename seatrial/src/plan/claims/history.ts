/** Claims about data: judged on histories of single operations. */
import type { DurationText } from '../../std/units.ts';
import type { Journey } from '../journey.ts';
import type { Problems } from '../problems.ts';
import type { System } from '../systems/system.ts';
import { base, type ClaimBase, type ClaimOptions, COMMON } from './base.ts';
import { durationField, journeyField, names, optional } from './field.ts';
import type { ClaimSpecs, ClaimWords, PlanOfClaims } from './spec.ts';

/** What was acknowledged last of each key is what the last read after the last fault shows. */
export interface NoLostWritesClaim extends ClaimBase {
  readonly kind: 'no-lost-writes';
  readonly journey: string;
  /** Systems that keep what the journey writes; absent: the one that its phases are on. Faults of others count for nothing. */
  readonly keptIn?: readonly string[];
}

/** Every read shows what was acknowledged before it began. */
export interface NoStaleReadsClaim extends ClaimBase {
  readonly kind: 'no-stale-reads';
  readonly journey: string;
  /** How long after its acknowledgement a write or delete need not be seen yet; absent: at once. */
  readonly within?: DurationText;
}

/** By kind. */
export interface HistoryClaims {
  'no-lost-writes': NoLostWritesClaim;
  'no-stale-reads': NoStaleReadsClaim;
}

export const historyClaims = {
  /**
   * Nothing that was acknowledged is lost. `keptIn` names the systems that keep the data, where that is not the system
   * the journey is on: only a fault of one of them can hurt what was written.
   * @example claim.noLostWrites(order, { keptIn: database })
   */
  noLostWrites: (
    journey: Journey,
    options: ClaimOptions & { keptIn?: System | readonly System[] } = {},
  ): NoLostWritesClaim => ({
    kind: 'no-lost-writes',
    ...base(`no acknowledged write of ${journey.name} is lost`, 'data safety', options),
    journey: journey.name,
    ...(options.keptIn !== undefined && { keptIn: [options.keptIn].flat().map((system) => system.name) }),
  }),
  /**
   * No read shows what had been replaced before it began, or, with `within`, that long before. It looks at every read,
   * also those during faults; `during` narrows it.
   * @example claim.noStaleReads(order, { within: '500ms' })
   */
  noStaleReads: (journey: Journey, options: ClaimOptions & { within?: DurationText } = {}): NoStaleReadsClaim => ({
    kind: 'no-stale-reads',
    ...base(
      `no stale reads of ${journey.name}${options.within === undefined ? '' : ` ${options.within} after a write`}`,
      'data safety',
      options,
    ),
    journey: journey.name,
    ...(options.within !== undefined && { within: options.within }),
  }),
} satisfies ClaimWords<HistoryClaims>;

export const historySpecs: ClaimSpecs<HistoryClaims, typeof historyClaims> = {
  'no-lost-writes': {
    looksBack: true,
    takes: { at: 1, names: { ...COMMON, keptIn: true } },
    fields: {
      journey: journeyField,
      keptIn: optional(names('system', 'name the system that keeps the data: keptIn: db')),
    },
    check: (path, { keptIn }, plan, problems) => checkKeptIn(`${path}.keptIn`, keptIn ?? [], plan, problems),
  },
  'no-stale-reads': {
    looksBack: true,
    takes: { at: 1, names: { ...COMMON, within: true } },
    fields: { journey: journeyField, within: optional(durationField) },
  },
};

/** Where faults are said to hurt what was written, there is one. */
function checkKeptIn(path: string, keptIn: readonly string[], { phases }: PlanOfClaims, problems: Problems): void {
  const hit = new Set(phases.flatMap((phase) => phase.faults.map((fault) => fault.target.system)));
  for (const name of keptIn) {
    if (hit.has(name)) continue;
    const hint = `add a fault of it to a phase: faults: [fault.kill(${name}.instance(1), ...)], or remove keptIn`;
    problems.add(path, `no phase has a fault of system '${name}'`, hint);
  }
}
