/**
 * Which faults of a trial could have hurt what a journey wrote. A fault counts when it had an effect, hit a system that
 * keeps the data, and came after something had been acknowledged that is still owed. One that does not count says why.
 * That there were reads after its undoing is asked of every key by `lost-writes.ts`.
 *
 * Calm is when the last fault that had an effect, whatever it hit, was undone: a fault of a bystander can hide data for
 * a while, though it cannot lose it. So can an instance that was started again and is not ready yet.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { formatUs } from '../../std/units.ts';
import { type BegunFault, begunFaults, unknownEffect } from '../faults/begun-faults.ts';
import { acknowledgedWithout, contradictionOf } from '../faults/contradicted-bite.ts';
import { natureOf } from '../faults/nature.ts';
import { naming } from '../wording.ts';
import type { Hit } from './lost-writes-violations.ts';

export interface FaultsSeen {
  /** From when on nothing bad was in force any more; -Infinity without faults, Infinity where one was never undone. */
  readonly calmUs: number;
  /** Until when a killed instance was not ready again; Infinity where one never was. No earlier than `calmUs`. */
  readonly readyUs: number;
  /** Those that were not ready again when all was calm: `api 1`. */
  readonly notReady: readonly string[];
  /** All that had an effect. */
  readonly bites: readonly RecordOf<'fault-bit'>[];
  /** Those, and all that may have had one. */
  readonly begun: readonly BegunFault[];
  /** The same, with when they were begun. */
  readonly hits: readonly Hit[];
  /** Of those, the ones that could have hurt. */
  readonly counted: readonly RecordOf<'fault-bit'>[];
  /** Of systems of several instances, what the faults that count left alone; a sentence each. */
  readonly spared: readonly string[];
  /** Of each that could not have hurt, why: `kill web 1 at 2s hit 'web', which does not keep what was written`. */
  readonly uncounted: readonly string[];
  /** Of each of which nobody knows whether it had an effect, why: it hurts nothing for certain, and may be in force. */
  readonly unknown: readonly string[];
  /** Faults that were never undone, of which the undoing was not seen, or of which the bite is contradicted. */
  readonly doubts: readonly string[];
}

/** What was written, and where. */
export interface AtStake {
  /** The journey that wrote it. */
  readonly journey: string;
  /** Systems that keep it; null where the journal does not say. */
  readonly keptIn: ReadonlySet<string> | null;
  /** When the first of what is owed was acknowledged; Infinity when nothing is owed. */
  readonly firstUs: number;
}

export function faultsSeen(ledger: Ledger, stake: AtStake): FaultsSeen {
  const leased = new Map(ledger.of('fault-leased').map((record) => [record.lease, record]));
  const undone = new Map(ledger.of('fault-undone').map((record) => [record.lease, record]));
  const bites = ledger.of('fault-bit').filter((bit) => bit.bites > 0);
  const bitten = new Set(bites.map((bit) => bit.lease));
  const named = ({ lease, what }: BegunFault): string => leased.get(lease)?.what ?? what;
  const counted: RecordOf<'fault-bit'>[] = [];
  const uncounted: string[] = [];
  for (const bit of bites) {
    const lease = leased.get(bit.lease);
    const reason = whyHarmless(lease?.atUs ?? bit.atUs, lease?.system, stake);
    if (reason === null) counted.push(bit);
    else uncounted.push(`${named(bit)} ${reason}`);
  }
  const unknown: string[] = [];
  for (const { lease, what } of leased.values()) {
    const sentence = unknownEffect(lease, what, ledger);
    if (sentence !== null) unknown.push(sentence);
    else if (!bitten.has(lease)) uncounted.push(`${what} had no effect`);
  }
  for (const { fault, target, reason } of ledger.of('fault-skipped'))
    uncounted.push(`${fault} ${target} was skipped: ${reason}`);
  const begun = begunFaults(ledger);
  const doubts = begun.flatMap((bit) => {
    const undoing = undone.get(bit.lease);
    if (!undoing) return [`${named(bit)} was never undone, so nothing was read after it`];
    if (!undoing.verified) return [`${named(bit)} was undone, but that it was over was not seen`];
    if (bit.kind !== 'fault-bit') return [];
    const { journey, keptIn } = stake;
    const contradiction =
      contradictionOf(bit, ledger) ??
      (keptIn && acknowledgedWithout(bit, leased.get(bit.lease)?.target, { journey, keptIn }, ledger));
    return contradiction === null ? [] : [`${named(bit)}: ${contradiction}`];
  });
  const ends = begun.map((bit) => undone.get(bit.lease)?.atUs ?? Number.POSITIVE_INFINITY);
  const calmUs = ends.reduce((last, end) => Math.max(last, end), Number.NEGATIVE_INFINITY);
  const starting = bites.flatMap((bit) => startingAfter(bit, leased.get(bit.lease)?.target, ledger) ?? []);
  const late = starting.filter(({ readyUs }) => readyUs > calmUs);
  const readyUs = late.reduce((last, one) => Math.max(last, one.readyUs), calmUs);
  const hits = begun.map((bit) => ({ what: named(bit), begunUs: leased.get(bit.lease)?.atUs ?? bit.atUs, bit }));
  return {
    calmUs,
    readyUs,
    notReady: [...new Set(late.map(({ name }) => name))],
    bites,
    begun,
    hits,
    counted,
    spared: sparedBy(
      counted.flatMap(({ lease }) => leased.get(lease)?.target ?? []),
      ledger,
    ),
    uncounted,
    unknown,
    doubts,
  };
}

/** @param targets instances that were hit: `api 2` */
function sparedBy(targets: readonly string[], ledger: Ledger): string[] {
  const hit = new Set(targets);
  const systems = Map.groupBy(ledger.of('instance-started'), ({ system }) => system);
  return [...systems].flatMap(([system, starts]) => {
    const all = [...new Set(starts.map(({ instance }) => `${system} ${instance}`))];
    const own = all.filter((name) => hit.has(name));
    if (own.length === 0 || own.length === all.length) return [];
    return [
      `of the ${all.length} instances of '${system}' only ${own.join(' and ')} ${own.length === 1 ? 'was' : 'were'} hit by a fault that counts: what another one keeps by itself was not at risk`,
    ];
  });
}

/** When an instance that the fault has ended was ready again; null where it ends none, or its readiness is nowhere told. */
function startingAfter(bit: RecordOf<'fault-bit'>, name: string | undefined, ledger: Ledger) {
  if (!natureOf(bit.fault).ends || name === undefined) return null;
  const its = ledger.of('instance-ready').filter(({ system, instance }) => `${system} ${instance}` === name);
  if (its.length === 0) return null;
  return { name, readyUs: its.find(({ seq }) => seq > bit.seq)?.atUs ?? Number.POSITIVE_INFINITY };
}

/** Journals of version 0.1 do not say what system a fault hit: there it counts. It may have hit as soon as it was begun. */
function whyHarmless(begunUs: number, system: string | undefined, { keptIn, firstUs }: AtStake): string | null {
  if (system !== undefined && keptIn !== null && !keptIn.has(system)) {
    return `hit '${system}', and what was written is kept in ${naming(keptIn)}; where '${system}' keeps it, name it in keptIn`;
  }
  if (begunUs < firstUs) {
    return Number.isFinite(firstUs)
      ? `came at ${formatUs(begunUs)}, before the first write that is owed was acknowledged at ${formatUs(firstUs)}`
      : `came at ${formatUs(begunUs)}, when nothing that is owed had been acknowledged`;
  }
  return null;
}
