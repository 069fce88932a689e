/** A fault of the plan's own: functions that do it, undo it and look at it. */
import { shown } from '../../std/shown.ts';
import type { DurationText } from '../../std/units.ts';
import { textOr } from '../options.ts';
import type { InstanceRef, RunningInstance, System } from '../systems/system.ts';
import type { FaultSpecs, FaultWords } from './spec.ts';

/** What a fault of the plan's own is aimed at. */
export interface FaultSite {
  /** Of the first of `instances`, or of the endpoint; empty where it has none. */
  readonly url: string;
  /** The one that is aimed at, or all of the system; empty for an endpoint. */
  readonly instances: readonly RunningInstance[];
  /** Fires when nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** What the plan's own code says of what it has done. Nothing is no answer: then nobody knows. */
export type Seen = Promise<boolean | undefined> | Promise<void>;

/** A fault that Seatrial has not: two functions of the plan do and undo it. */
export interface CustomFault {
  readonly kind: 'custom';
  /** What evidence calls it. */
  readonly name: string;
  readonly target: InstanceRef | System;
  readonly at: DurationText;
  readonly for: DurationText;
  /** Does it, in at most 10 s. True: it was seen to have an effect. False: it has none, and what it did is undone. */
  readonly inject: (site: FaultSite) => Seen;
  /** Undoes it, in at most 10 s, on every way out; once, also where `inject` threw. True: that it is over was seen. */
  readonly undo: (site: FaultSite) => Seen;
  /**
   * How often it has had an effect so far, for a fault that has one later than `inject` ends (a proxy that drops what comes by).
   * Asked before `inject` and while it is in force; then `inject` need not answer, and where the number did not grow it had no effect.
   */
  readonly bites?: (site: FaultSite) => Promise<number>;
}

/** By kind. */
export interface CustomFaults {
  custom: CustomFault;
}

export const customFaults = {
  /**
   * Two functions of the plan, held as every fault is: leased, undone on every way out. Without a `true` of both,
   * nothing is proven by it.
   * @example fault.custom({ name: 'full disk', target: db, at: '5s', for: '3s', inject: () => fill(), undo: () => free() })
   */
  custom: (options: Omit<CustomFault, 'kind'>): CustomFault => ({ kind: 'custom', ...options }),
} satisfies FaultWords<CustomFaults>;

export const customSpecs: FaultSpecs<CustomFaults> = {
  custom: {
    options: { name: true, at: true, for: true, inject: true, undo: true, bites: true },
    heldBy: 'for',
    undone: 'for',
    mayHitSystem: true,
    nature: {
      silenced: null,
      ends: false,
      undoneByPlan: true,
      notShown:
        'that the fault had an effect is what the code of the plan says; what that puts at risk is not known here',
    },
    describe: ({ name }) => `'${textOr(name)}' of`,
    check(path, { name, inject, undo, bites }, problems) {
      if (typeof name !== 'string' || name.trim() === '')
        problems.add(`${path}.name`, `${shown(name)} is not a name`, "say what is done: name: 'full disk'");
      for (const [key, value] of Object.entries({ inject, undo, ...(bites !== undefined && { bites }) })) {
        if (typeof value === 'function') continue;
        const answer = key === 'bites' ? 'a number' : 'true when that was seen';
        const hint = `write ${key}: async ({ instances, signal }) => ..., which answers ${answer}`;
        problems.add(`${path}.${key}`, `${shown(value)} is not a function`, hint);
      }
    },
  },
};
