/** The rule of `key-history.ts` in its most obvious form, to hold the quick one against. */

import { type OperationRecord, type Shown, SOMETHING, shownBy } from '../history/key-history.ts';
import { operation } from './evidence.ts';

/**
 * The rule by brute force: every subset of the unknown mutations that may have happened, every order of those and the
 * read that keeps real time, and what the register then shows. Slow and obvious; for tiny histories.
 */
export function explainedByBruteForce(mutations: readonly OperationRecord[], read: OperationRecord): boolean {
  const sure = mutations.filter((mutation) => mutation.outcome === 'ok');
  const maybe = mutations.filter((mutation) => mutation.outcome === 'unknown');
  for (let mask = 0; mask < 2 ** maybe.length; mask++) {
    const chosen = maybe.filter((_, index) => mask & (1 << index));
    if (orders([...sure, ...chosen, read]).some((order) => same(held(order, read), shownBy(read)))) return true;
  }
  return false;
}

const end = (one: OperationRecord): number => (one.outcome === 'unknown' ? Number.POSITIVE_INFINITY : one.endedUs);

/** Every order in which nothing stands before what ended before it began. */
function orders(operations: readonly OperationRecord[]): OperationRecord[][] {
  if (operations.length === 0) return [[]];
  return operations.flatMap((first) => {
    const rest = operations.filter((one) => one !== first);
    if (rest.some((one) => end(one) < first.startedUs)) return [];
    return orders(rest).map((order) => [first, ...order]);
  });
}

/** What the register holds when the read looks. */
function held(order: readonly OperationRecord[], read: OperationRecord): Shown {
  const last = order[order.indexOf(read) - 1];
  return last === undefined ? null : shownBy(last);
}

/** A value that nobody named may be any. */
function same(left: Shown, read: Shown): boolean {
  if (left === null || read === null) return left === read;
  return left === read || left === SOMETHING || read === SOMETHING;
}

/** A read of absence and an attempt that was refused: what comes after them starts from a key that is known to be absent. */
export const absentAtFirst = [
  operation('read', 0, { startedUs: 0, endedUs: 0, value: null }),
  operation('write', 0, { startedUs: 1, endedUs: 1, outcome: 'failed', value: 'no' }),
];
