/** Claims about data: judged on histories of single operations. */
import type { DurationText } from '../../std/units.ts';
import type { Journey } from '../journey.ts';
import type { System } from '../systems/system.ts';
import { base, type ClaimBase, type ClaimOptions } from './base.ts';

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
};
