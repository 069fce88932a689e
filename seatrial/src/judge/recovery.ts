/**
 * Judges recovery: for each fault of the claimed kind, how long after it was undone the journey works again and goes on
 * working for the sustained time. The slowest counts. What was not seen long enough is unproven; what did not happen
 * while it was seen is `> T`, a lower bound and never a number made up.
 *
 * Recovery is seen at the resolution of the windows. While another fault is in force, a late recovery is nobody's fault.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { RecoveryClaim } from '../plan/claim.ts';
import { formatUs, parseDuration } from '../std/units.ts';
import { type Answer, type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { type Verdict, worst } from './finding.ts';
import { measuredTime } from './measured-time.ts';
import { normalPauseUs, steadySpans } from './steady.ts';

interface Bounds {
  readonly withinUs: number;
  readonly sustainedUs: number;
}

/** What became of one fault. */
interface Recovery {
  readonly verdict: Verdict;
  /** In words: `1.2s`, `> 14s`; null when no time was seen. */
  readonly time: string | null;
  readonly timeUs: number;
  readonly because: readonly string[];
}

/** One fault that was applied, with what the journey did in its phase. */
interface Case {
  readonly what: string;
  readonly bit: RecordOf<'fault-bit'>;
  readonly undone: RecordOf<'fault-undone'>;
  readonly endUs: number;
  readonly windows: readonly RecordOf<'window'>[];
  /** From when on, after this fault was undone, another one was in force. */
  readonly disturbedUs: number;
}

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
    leased
      .filter((lease) => lease.phase === phase.name)
      .map((lease) => recoveryFrom(lease, phase, bounds, claim, ledger)),
  );
  const unapplied = skipped.map((skip) => unseen(`${skip.fault} of ${skip.target} was skipped: ${skip.reason}`));
  return withGaps(summary(required, [...recoveries, ...unapplied], recordsOf(faulty, ledger)), gaps);
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
function recoveryFrom(
  lease: RecordOf<'fault-leased'>,
  phase: CoveredPhase,
  bounds: Bounds,
  claim: RecoveryClaim,
  ledger: Ledger,
): Recovery {
  const { what } = lease;
  const bit = ledger.of('fault-bit').find((record) => record.lease === lease.lease);
  const undone = ledger.of('fault-undone').find((record) => record.lease === lease.lease);
  if (!bit || bit.bites === 0) return unseen(`${what}: it had no effect`);
  const endUs = measuredTime(phase.name, ledger)?.toUs ?? phase.endedUs;
  const unready = neverReady(bit, phase, ledger);
  if (unready) {
    const timeUs = Math.max(endUs, unready.atUs) - (undone ?? bit).atUs;
    const why = `${unready.system} ${unready.instance} never became ready again (${unready.because})`;
    return { verdict: 'disproven', time: `> ${formatUs(timeUs)}`, timeUs, because: [`${what}: ${why}`] };
  }
  if (!undone) return unseen(`${what}: it was never undone`);
  if (!undone.verified) return unseen(`${what}: it was not shown to be undone (${undone.what})`);
  const windows = ledger
    .of('window')
    .filter((window) => window.phase === phase.name && (claim.journey ?? window.journey) === window.journey);
  if (windows.length === 0) return unseen(`${what}: nothing of '${phase.journey}' was completed in '${phase.name}'`);
  return judgeCase({ what, bit, undone, endUs, windows, disturbedUs: disturbance(undone, ledger) }, bounds);
}

/** The heart of it; see the header. */
function judgeCase(fault: Case, { withinUs, sustainedUs }: Bounds): Recovery {
  const { what, bit, endUs, windows } = fault;
  const undoneUs = fault.undone.atUs;
  const pauseUs = normalPauseUs(windows, bit.atUs);
  const steady = steadySpans(windows, pauseUs)
    .filter((span) => span.toUs > undoneUs)
    .map((span) => ({ fromUs: Math.max(span.fromUs, undoneUs), toUs: span.toUs }));
  // From the undoing to a first completion that is no further away than usual, nothing was amiss.
  const first = steady[0];
  if (first && first.fromUs - undoneUs <= pauseUs && !failedBetween(windows, undoneUs, first.fromUs)) {
    first.fromUs = undoneUs;
  }
  const held = steady.find((span) => span.toUs - span.fromUs >= sustainedUs);
  const tail = steady.at(-1);
  const open = tail && endUs - tail.toUs <= pauseUs ? tail : undefined;
  const brokenUntilUs = held?.fromUs ?? open?.fromUs ?? endUs;
  const timeUs = Math.max(0, brokenUntilUs - undoneUs);
  const time = `${held ? '' : '> '}${formatUs(timeUs)}`;
  const answer = (verdict: Verdict, sentence: string, more: readonly string[] = []): Recovery => ({
    verdict,
    time,
    timeUs,
    because: [`${what}: ${sentence}`, ...more],
  });

  if (held && timeUs <= withinUs) return answer('proven', `worked again after ${time}`, unhurt(fault, pauseUs));
  if (!held && !windows.some((window) => window.toUs <= bit.atUs && window.failed < window.count)) {
    return answer('unproven', 'the journey did not work before the fault either, so there is nothing to come back to');
  }
  if (Math.min(brokenUntilUs, fault.disturbedUs) - undoneUs > withinUs) {
    return answer('disproven', held ? `worked again only after ${time}` : `did not work again in ${time.slice(2)}`);
  }
  if (held || fault.disturbedUs < endUs) return answer('unproven', `another fault came before it had recovered`);
  const missingUs = sustainedUs + (open ? open.fromUs : undoneUs + withinUs) - endUs;
  return answer('unproven', `the phase ended too early to tell; it must run ${formatUs(missingUs)} longer`);
}

/** A sentence for a fault that the journey did not notice: it neither failed nor paused while it was in force. */
function unhurt({ what, bit, undone, windows }: Case, pauseUs: number): string[] {
  const through = steadySpans(windows, pauseUs).some((span) => span.fromUs <= bit.atUs && span.toUs >= undone.atUs);
  return through ? [`${what}: the journey went on all the while, so there was nothing to recover from`] : [];
}

function failedBetween(windows: readonly RecordOf<'window'>[], fromUs: number, toUs: number): boolean {
  return windows.some((window) => window.failed > 0 && window.fromUs < toUs && window.toUs > fromUs);
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

/** The instance that this fault was the last to hit before it gave up becoming ready. */
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
    return lastBite?.lease === bit.lease && bit.phase === phase.name && !ready;
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
    ...within(phases, ledger.of('window')),
  ];
}
