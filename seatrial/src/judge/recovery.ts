/**
 * Judges recovery: every fault of the claimed kind must have been applied, have had an effect and been undone, and the
 * journey must have recovered from it in time (`recovery-time.ts` measures one). The slowest counts.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { RecoveryClaim } from '../plan/claims/claim.ts';
import { formatUs, parseDuration } from '../std/units.ts';
import { type Answer, type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { type Verdict, worst } from './finding.ts';
import { measuredTime } from './measured-time.ts';
import { unlessOurs } from './own-failures.ts';
import { type Bounds, type Recovery, recoveryOf } from './recovery-time.ts';

export const judgeRecovery: Judge<RecoveryClaim> = (claim, ledger) => {
  const required = `within ${claim.within} for ${claim.sustained} after each '${claim.after}'`;
  const limit = parseDuration(claim.within);
  const sustained = parseDuration(claim.sustained);
  if (!limit.ok) return nothing(required, [`'within' can not be read: ${limit.problem}; ${limit.hint}`]);
  if (!sustained.ok) return nothing(required, [`'sustained' can not be read: ${sustained.problem}; ${sustained.hint}`]);
  const bounds = { withinUs: limit.value * 1000, sustainedUs: sustained.value * 1000 };

  const { phases, missing } = coverage(claim, ledger);
  const leased = within(phases, ledger.of('fault-leased')).filter((record) => record.fault === claim.after);
  const skipped = within(phases, ledger.of('fault-skipped')).filter((record) => record.fault === claim.after);
  const names = new Set([...leased, ...skipped].map((record) => record.phase));
  const faulty = phases.filter((phase) => names.has(phase.name));
  const gaps = [...missing, ...faulty.flatMap((phase) => phase.gap ?? [])];
  if (faulty.length === 0) {
    return withGaps(nothing(required, [`no fault '${claim.after}' was applied in what the claim covers`]), gaps);
  }
  const recoveries = faulty.flatMap((phase) =>
    leased.filter((lease) => lease.phase === phase.name).map((lease) => recoveryFrom(lease, phase, bounds, ledger)),
  );
  const unapplied = skipped.map((skip) => unseen(`${skip.fault} of ${skip.target} was skipped: ${skip.reason}`));
  const answer = summary(required, [...recoveries, ...unapplied], recordsOf(faulty, ledger));
  return withGaps(unlessOurs(answer, faulty, ledger), gaps);
};

function summary(required: string, recoveries: readonly Recovery[], records: readonly EvidenceRecord[]): Answer {
  const order: readonly Verdict[] = ['disproven', 'unproven', 'proven'];
  const worstFirst = recoveries.toSorted(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || b.timeUs - a.timeUs,
  );
  const times = worstFirst.flatMap((recovery) => recovery.time ?? []);
  return {
    verdict: worst(recoveries.map((recovery) => recovery.verdict)),
    required,
    observed: times.length === 0 ? 'no recovery seen' : times.slice(0, 5).join(', '),
    because: worstFirst.flatMap((recovery) => recovery.because),
    records,
  };
}

/** The recovery from one fault, or why it was not to be seen. */
function recoveryFrom(lease: RecordOf<'fault-leased'>, phase: CoveredPhase, bounds: Bounds, ledger: Ledger): Recovery {
  const { what } = lease;
  const bit = ledger.of('fault-bit').find((record) => record.lease === lease.lease);
  const undone = ledger.of('fault-undone').find((record) => record.lease === lease.lease);
  const missed = undone?.missed === undefined ? '' : `: ${undone.missed}`;
  if (!bit || bit.bites === 0) return unseen(`${what}: it had no effect${missed}`);
  const endUs = measuredTime(phase, ledger)?.toUs ?? phase.endedUs;
  const unready = neverReady(bit, phase, ledger);
  if (unready) {
    const timeUs = endUs - (undone && undone.seq < unready.seq ? undone : bit).atUs;
    if (phase.gap === null || timeUs > bounds.withinUs) {
      const because = [`${what}: it was never ready again: ${unready.because}`];
      return { verdict: 'disproven', time: `> ${formatUs(timeUs)}`, timeUs, because };
    }
  }
  if (!undone) return unseen(`${what}: it was never undone`);
  if (!undone.verified) return unseen(`${what}: it was not shown to be undone (${undone.what})`);
  const windows = within([phase], ledger.of('window'));
  if (windows.length === 0) return unseen(`${what}: nothing of '${phase.journey}' was completed in '${phase.name}'`);
  return recoveryOf({ what, bit, undone, endUs, windows, disturbedUs: disturbance(undone, ledger) }, bounds);
}

/** When another fault was first in force after this one was undone. */
function disturbance(undone: RecordOf<'fault-undone'>, ledger: Ledger): number {
  const others = ledger.of('fault-bit').filter((bit) => bit.lease !== undone.lease && bit.bites > 0);
  const lasting = others.filter((bit) => {
    const end = ledger.of('fault-undone').find((record) => record.lease === bit.lease);
    return !end || end.atUs > undone.atUs;
  });
  return Math.min(Number.POSITIVE_INFINITY, ...lasting.map((bit) => Math.max(bit.atUs, undone.atUs)));
}

/** That an instance gave up becoming ready within the phase, when this fault was the last to have hit. */
function neverReady(
  bit: RecordOf<'fault-bit'>,
  phase: CoveredPhase,
  ledger: Ledger,
): RecordOf<'instance-unready'> | undefined {
  return ledger.of('instance-unready').find((unready) => {
    const lastBite = ledger.of('fault-bit').findLast((record) => record.seq < unready.seq);
    const ready = ledger
      .of('instance-ready')
      .some((r) => r.seq > unready.seq && r.system === unready.system && r.instance === unready.instance);
    return lastBite?.lease === bit.lease && unready.atUs <= phase.endedUs && !ready;
  });
}

function unseen(sentence: string): Recovery {
  return { verdict: 'unproven', time: null, timeUs: 0, because: [sentence] };
}

function recordsOf(phases: readonly CoveredPhase[], ledger: Ledger): EvidenceRecord[] {
  return [
    ...phases.flatMap((phase) => phase.records),
    ...within(phases, ledger.of('fault-leased')),
    ...within(phases, ledger.of('fault-bit')),
    ...within(phases, ledger.of('fault-undone')),
    ...within(phases, ledger.of('fault-skipped')),
    ...ledger.of('instance-unready'),
    ...within(phases, ledger.of('window')),
  ];
}
