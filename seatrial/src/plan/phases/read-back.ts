/** A phase that reads back what was acknowledged. */
import type { DurationText } from '../../std/units.ts';
import type { AcknowledgedKey, Journey, JourneyContext } from '../journey.ts';
import { keepMistakes, type Mistaken, type OptionNames, optionMistakes } from '../options.ts';

export type ReadBackFunction = (t: JourneyContext, key: AcknowledgedKey) => Promise<unknown>;

export interface ReadBackOptions {
  users?: number;
  settle?: DurationText;
}

const READ_BACK: OptionNames<ReadBackOptions> = { users: true, settle: true };

export interface ReadBackPhase extends Mistaken {
  readonly kind: 'read-back';
  readonly name: string;
  readonly journey: Journey;
  readonly read: ReadBackFunction;
  readonly users: number;
  readonly settle: DurationText;
}

/**
 * A phase that goes through every key of a journey whose last write or delete was acknowledged, so that
 * `claim.noLostWrites` has something to judge: without a read after the last fault, a write is neither lost nor kept.
 * The `value` of a deleted key is null. Keys that do not show what was acknowledged are read twice more, after a third of
 * `settle` and at its end (default 3 s), so that what is only late is not called lost; `'0s'` reads every key once.
 * @example readBack('read back', order, (t, { key }) => t.http.get(`/orders/${key}`, { reads: { key, value: (r) => r.text() } }))
 */
export function readBack(
  name: string,
  journey: Journey,
  read: ReadBackFunction,
  options: ReadBackOptions = {},
): ReadBackPhase {
  const { users = 8, settle = '3s' } = options ?? {};
  return { kind: 'read-back', name, journey, read, users, settle, ...keepMistakes(optionMistakes(options, READ_BACK)) };
}
