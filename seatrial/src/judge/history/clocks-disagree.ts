/**
 * Whether instants of one journal contradict each other: a read that showed a value and ended before anybody began to write it.
 * Then the threads that told of them did not have the same time, and what came first is not known to within that. Such
 * operations are widened at both ends, so that only what no such clocks explain is held against a system; nothing is proven.
 *
 * Reads by the user that wrote it are none: one thread has one clock, and the value may have been there before. Nor is a value
 * that was there before anybody changed the key, as far as reads tell: one that is written later than a moment after, or that
 * every read of that time showed; nor, after a delete, a value that may be a default. A second and more is no matter of clocks.
 */
import type { KeyRecords } from '../../evidence/ledger.ts';
import { formatUs } from '../../std/units.ts';
import { many } from '../wording.ts';
import type { OperationRecord } from './key-history.ts';

/** More than this is no matter of clocks. */
const MOST_US = 1_000_000;
/** So soon after the only read of it, the first write of a key is no chance. */
const MOMENT_US = 50_000;
/** The true difference may be larger than the one that was seen. */
const TIMES = 2;

export interface Clocks {
  /** Operations may have begun so much earlier, and ended so much later. */
  readonly byUs: number;
  /** A sentence; none where the clocks agree. */
  readonly doubts: readonly string[];
}

/** How far the clocks disagree by which the operations of these keys were told. */
export function clocksOf(histories: Iterable<KeyRecords>): Clocks {
  let count = 0;
  let worst: ReturnType<typeof earlyReads>[number] | null = null;
  for (const { own, others } of histories) {
    for (const early of earlyReads(own, others)) {
      count++;
      if (worst === null || early.gapUs > worst.gapUs) worst = early;
    }
  }
  if (worst === null) return { byUs: 0, doubts: [] };
  const { read, write, gapUs } = worst;
  const byUs = TIMES * gapUs;
  return {
    byUs,
    doubts: [
      `the clocks of this journal disagree: ${many(count, 'read')} ended before what they showed was written; first: key ${read.key} at ${formatUs(read.endedUs)}, written from ${formatUs(write.startedUs)} on; so what came first is not known to within ${formatUs(byUs)}`,
    ],
  };
}

/** The operations of one key, widened by how far the clocks disagree. */
export function asClocksTell(group: readonly OperationRecord[], { byUs }: Clocks): readonly OperationRecord[] {
  if (byUs === 0) return group;
  return group.map((one) => ({ ...one, startedUs: one.startedUs - byUs, endedUs: one.endedUs + byUs }));
}

function earlyReads(group: readonly OperationRecord[], others: readonly OperationRecord[]) {
  const reads = group.filter(({ op, outcome, value, presenceOnly }) => {
    return op === 'read' && outcome === 'ok' && value !== null && !presenceOnly;
  });
  const writes = Map.groupBy(
    group.filter(({ op, presenceOnly }) => op === 'write' && !presenceOnly),
    ({ value }) => value,
  );
  const firstUs = group.reduce(
    (least, { op, startedUs }) => (op === 'read' ? least : Math.min(least, startedUs)),
    Number.POSITIVE_INFINITY,
  );
  return reads.flatMap((read) => {
    const its = writes.get(read.value) ?? [];
    const write = its.reduce((a, b) => (b.startedUs < a.startedUs ? b : a), its[0] as OperationRecord);
    if (write === undefined || its.some((one) => one.process === read.process)) return [];
    if (others.some((one) => one.op === 'write' && one.value === read.value && one.startedUs <= read.endedUs))
      return [];
    const gapUs = write.startedUs - read.endedUs;
    if (gapUs <= 0 || gapUs > MOST_US || mayHaveBeen(read, { group, writes: its.length, firstUs, gapUs })) return [];
    return [{ read, write, gapUs }];
  });
}

/** Whether a read may have shown what was there before the first change, or what stands for absence after a delete. */
function mayHaveBeen(
  read: OperationRecord,
  {
    group,
    writes,
    firstUs,
    gapUs,
  }: { group: readonly OperationRecord[]; writes: number; firstUs: number; gapUs: number },
): boolean {
  if (group.some(({ op, outcome, startedUs }) => op === 'delete' && outcome !== 'failed' && startedUs <= read.endedUs))
    return true;
  if (read.endedUs >= firstUs) return false;
  const others = group.filter(({ op, outcome, endedUs }) => op === 'read' && outcome === 'ok' && endedUs < firstUs);
  if (others.some(({ value }) => value !== read.value)) return false;
  return others.length > 1 || writes > 1 || gapUs > MOMENT_US;
}
