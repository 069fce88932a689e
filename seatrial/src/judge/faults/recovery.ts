/**
 * Judges recovery: every fault of the claimed kind must have been applied, have had an effect and been undone, and the
 * journey must have recovered from it in time (`recovery-time.ts` measures one). The slowest counts.
 */
import { mainWindows } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../../evidence/records.ts';
import type { RecoveryClaim } from '../../plan/claims/claim.ts';
import { formatUs, parseDuration } from '../../std/units.ts';
import { type Answer, type Judge, noEvidence, withGaps } from '../answer.ts';
import { type CoveredPhase, coverage, within } from '../coverage.ts';
import { doubtsOfJourney } from '../doubts.ts';
import { WORST_FIRST, worst } from '../finding.ts';
import { busyMachine } from '../generator/generator-health.ts';
import { unlessGeneratorFailed } from '../generator/own-failures.ts';
import { unfinishedTexts } from '../unfinished.ts';
import { type BegunFault, begunFaults, unknownEffect } from './begun-faults.ts';
import { type Completions, completionsOf, sum } from './completions.ts';
import { contradictionOf } from './contradicted-bite.ts';
import { deadSince } from './dead-since.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { unlessUndoneLate } from './late-undo.ts';
import { natureOf } from './nature.ts';
import { type Recovery, recoveryOf } from './recovery-time.ts';
import { type Usual, usualOf } from './usual.ts';
import { waitsOf } from './waits.ts';

export const judgeRecovery: Judge<RecoveryClaim> = (claim, ledger) => {
  const required = `works again within ${claim.within} after each '${claim.after}', and goes on for ${claim.sustained}`;
  const limit = parseDuration(claim.within);
  const sustained = parseDuration(claim.sustained);
  if (!limit.ok) return noEvidence(required, [`'within' cannot be read: ${limit.problem}; ${limit.hint}`]);
  if (!sustained.ok)
    return noEvidence(required, [`'sustained' cannot be read: ${sustained.problem}; ${sustained.hint}`]);
  const bounds = { withinUs: limit.value * 1000, sustainedUs: sustained.value * 1000 };

  const { phases, missing } = coverage(claim, ledger);
  const ofKind = <R extends { readonly fault: string }>(records: readonly R[]): readonly R[] =>
    records.filter(({ fault }) => fault === claim.after);
  const skipped = within(phases, ofKind(ledger.of('fault-skipped')));
  const felt = ofKind(ledger.of('fault-leased')).flatMap((lease) =>
    phases
      .filter((phase) => phase.name === lease.phase || feltBeside(phase, lease, ledger))
      .map((phase) => ({ lease, phase, recovery: recoveryFrom(lease, phase, bounds, ledger) })),
  );
  const recoveries = felt.map(({ lease, recovery }) => ({
    ...recovery,
    of: `${lease.fault} at ${formatUs(lease.atUs)}`,
  }));
  const names = new Set([...felt.map(({ phase }) => phase.name), ...skipped.map(({ phase }) => phase)]);
  const faulty = phases.filter((phase) => names.has(phase.name));
  const gaps = [...missing, ...faulty.flatMap((phase) => phase.gap ?? [])];
  if (faulty.length === 0) {
    return withGaps(noEvidence(required, [`no fault '${claim.after}' was applied in what the claim covers`]), gaps);
  }
  const unapplied = skipped.map((skip) => unseen(`${skip.fault} of ${skip.target} was skipped: ${skip.reason}`));
  const [worstOne] = felt.toSorted((a, b) => worstFirst(a.recovery, b.recovery));
  const telling = worstOne === undefined ? skipped : around(worstOne, ledger);
  const answer = { ...summary(required, [...recoveries, ...unapplied], recordsOf(faulty, ledger)), telling };
  const judged = unlessBusy(unlessGeneratorFailed(answer, faulty, ledger), recoveries, faulty, bounds, ledger);
  return withGaps(
    unlessDoubted(judged, faulty, deadSince(phases, felt, { ...bounds, after: claim.after }, ledger), ledger),
    gaps,
  );
};

/**
 * Whether a load that ran beside the one that the fault was written at can tell of it: it was under way from before the
 * fault until it was undone, and its journey worked before.
 */
function feltBeside(phase: CoveredPhase, { lease }: RecordOf<'fault-leased'>, ledger: Ledger): boolean {
  const bit = ledger.of('fault-bit').find((one) => one.lease === lease);
  const undone = ledger.of('fault-undone').find((one) => one.lease === lease);
  const did = completionsOf(phase, ledger);
  if (!bit || !undone || !did) return false;
  const { fromUs, toUs } = did.measured;
  const { count, failed } = sum(did.windows.inside(fromUs, firstFaultUs(did, ledger)));
  return fromUs < bit.atUs && undone.atUs < toUs && failed * 2 < count;
}

/** A journey that is not what was meant, and others that are dead since, keep it from having recovered for certain. */
function unlessDoubted(
  answer: Answer,
  phases: readonly CoveredPhase[],
  dead: readonly string[],
  ledger: Ledger,
): Answer {
  const { because: doubts, records } = doubtsOfJourney(phases, ledger);
  const because = [...dead, ...doubts];
  if (answer.verdict !== 'proven' || because.length === 0) return answer;
  return {
    ...answer,
    verdict: 'unproven',
    because: [...because, ...answer.because],
    records: [...answer.records, ...records],
  };
}

/** A busy machine may delay a start, but not by more than this many times the bound. */
const BUSY_TIMES = 5;

/** A recovery that was late on a busy machine is not held against the system. */
function unlessBusy(
  answer: Answer,
  recoveries: readonly Recovery[],
  phases: readonly CoveredPhase[],
  { withinUs }: Bounds,
  ledger: Ledger,
): Answer {
  const late = recoveries.filter(({ verdict }) => verdict === 'disproven');
  const busy = busyMachine(phases, ledger);
  if (late.length === 0 || busy.length === 0 || answer.verdict !== 'disproven') return answer;
  if (late.some(({ timeUs }) => timeUs > BUSY_TIMES * withinUs)) return answer;
  return {
    ...answer,
    verdict: 'unproven',
    because: ['the machine was busy, so a start takes longer', ...busy, ...answer.because],
  };
}

/** Of several, each time is told with its fault: `kill at 11s: no lasting recovery in 14.8s; kill at 2s: 267ms`. */
function summary(
  required: string,
  recoveries: readonly (Recovery & { readonly of?: string })[],
  records: readonly EvidenceRecord[],
): Answer {
  const sorted = recoveries.toSorted(worstFirst);
  const seen = sorted.filter(({ time }) => time !== null);
  const times = seen.map(({ time, of }) => (seen.length > 1 && of !== undefined ? `${of}: ${time}` : `${time}`));
  return {
    verdict: worst(recoveries.map((recovery) => recovery.verdict)),
    required,
    observed: times.length === 0 ? 'no recovery seen' : times.slice(0, 5).join('; '),
    because: sorted.flatMap((recovery) => recovery.because),
    records,
  };
}

function worstFirst(a: Recovery, b: Recovery): number {
  return WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) || b.timeUs - a.timeUs;
}

/** At most this many windows are shown at the bite, and as many at the recovery. */
const MOST_WINDOWS = 7;

/** What is seen around one fault: its life, its instance, and the windows of the journey nearest to its bite and to its end. */
function around(
  { lease, phase, recovery }: { lease: RecordOf<'fault-leased'>; phase: CoveredPhase; recovery: Recovery },
  ledger: Ledger,
): EvidenceRecord[] {
  const its = (record: { lease: string }): boolean => record.lease === lease.lease;
  const life = [...ledger.of('fault-bit').filter(its), ...ledger.of('fault-undone').filter(its)];
  const bitUs = life[0]?.atUs ?? lease.atUs;
  const workedUs = (life.at(-1)?.atUs ?? bitUs) + recovery.timeUs;
  const instance = [...ledger.of('instance-ready'), ...ledger.of('instance-unready')].filter(
    (record) => `${record.system} ${record.instance}` === lease.target && record.atUs >= lease.atUs,
  );
  const windows = mainWindows(within([phase], ledger.of('window')));
  const nearest = (us: number): RecordOf<'window'>[] =>
    windows.toSorted((a, b) => Math.abs(a.fromUs - us) - Math.abs(b.fromUs - us)).slice(0, MOST_WINDOWS);
  const shown = new Set([lease, ...life, ...instance.slice(0, 1), ...nearest(bitUs), ...nearest(workedUs)]);
  return [...shown].toSorted((a, b) => a.atUs - b.atUs || a.seq - b.seq);
}

/** The recovery from one fault in one phase, or why it was not to be seen. */
function recoveryFrom(lease: RecordOf<'fault-leased'>, phase: CoveredPhase, bounds: Bounds, ledger: Ledger): Recovery {
  const what = phase.name === lease.phase ? lease.what : `${lease.what}, '${phase.subject}' beside it`;
  const bit = ledger.of('fault-bit').find((record) => record.lease === lease.lease);
  const undone = ledger.of('fault-undone').find((record) => record.lease === lease.lease);
  const unknown = unknownEffect(lease.lease, what, ledger);
  if (unknown !== null) return unseen(unknown);
  const missed = undone?.missed === undefined ? '' : `: ${undone.missed}`;
  if (!bit || bit.bites === 0) return unseen(`${what}: it had no effect${missed}`);
  const did = completionsOf(phase, ledger);
  const endUs = did?.measured.toUs ?? phase.endedUs;
  const sinceUs = (early: RecordOf<'instance-unready'> | null): number =>
    endUs - (undone && (early === null || undone.seq < early.seq) ? undone : bit).atUs;
  const unready = neverReady(bit, phase, ledger);
  if (unready && (phase.gap === null || sinceUs(unready) > bounds.withinUs)) {
    return notReady(`${what}: it was never ready again: ${unready.because}`, sinceUs(unready));
  }
  if (!undone) return unseen(`${what}: it was never undone`);
  if (!undone.verified) return unseen(`${what}: it was not shown to be undone (${undone.what})`);
  const contradiction = contradictionOf(bit, ledger);
  if (contradiction !== null) return unseen(`${what}: ${contradiction}`);
  const ready = readyAgain(lease, bit, endUs, ledger);
  const { disturbedUs, othersBegunUs } = disturbance(undone, ledger);
  if (ready === 'not yet') {
    const watchedUs = Math.min(endUs, disturbedUs) - undone.atUs;
    const sentence = `${what}: it was not ready again when the phase ended`;
    return watchedUs > bounds.withinUs ? notReady(sentence, sinceUs(null)) : unseen(sentence);
  }
  if (did === null || did.windows.records.length === 0) {
    const open = unfinishedTexts(within([phase], ledger.of('unfinished')));
    return unseen(`${what}: ${[`nothing of '${phase.subject}' was completed in '${phase.name}'`, ...open].join('; ')}`);
  }
  const usual = usualBefore(phase, did, bounds, ledger);
  const instants = { begunUs: begunUs(bit, ledger), undoneUs: undone.atUs, endUs, disturbedUs, othersBegunUs };
  const fault = { what, ...instants, ready, did, usual, waits: waitsOf(did, usual) };
  const recovery = recoveryOf(fault, bounds);
  const undoingUs = natureOf(lease.fault).undoneByPlan ? (undone.begunUs ?? undone.atUs) : undone.atUs;
  return unlessUndoneLate(recovery, fault, undoingUs, bounds);
}

/** What was usual before the first fault of the phase, and in earlier phases of load of the same journey. */
function usualBefore(phase: CoveredPhase, did: Completions, bounds: Bounds, ledger: Ledger): Usual {
  const untilUs = firstFaultUs(did, ledger);
  const { phases } = coverage({ journey: phase.journey, during: [] }, ledger, 'load');
  const earlier = phases
    .filter(
      ({ name, journey, endedUs }) =>
        name !== phase.name && journey === phase.journey && endedUs <= did.measured.fromUs,
    )
    .toSorted((a, b) => b.endedUs - a.endedUs)
    .flatMap((other) => {
      const before = completionsOf(other, ledger);
      return before ? [{ did: before, untilUs: firstFaultUs(before, ledger) }] : [];
    });
  return usualOf({ did, untilUs }, earlier, bounds.sustainedUs);
}

/** Of all faults, because one that is written at a load beside it is felt as well. */
function firstFaultUs({ measured }: Completions, ledger: Ledger): number {
  const begun = begunFaults(ledger).map((fault) => begunUs(fault, ledger));
  return Math.min(measured.toUs, ...begun.filter((atUs) => atUs >= measured.fromUs));
}

/** A kill comes before it is seen to have bitten: what failed in between is its doing. */
function begunUs({ lease, atUs }: BegunFault, ledger: Ledger): number {
  return ledger.of('fault-leased').find((record) => record.lease === lease)?.atUs ?? atUs;
}

/**
 * When the instance that was killed was ready again; null where it was never seen to be ready at all, so nobody asks. An
 * instance that is only paused stays ready.
 */
function readyAgain(
  lease: RecordOf<'fault-leased'>,
  bit: RecordOf<'fault-bit'>,
  endUs: number,
  ledger: Ledger,
): FaultInPhase['ready'] | 'not yet' {
  if (!natureOf(lease.fault).ends) return null;
  const its = ledger.of('instance-ready').filter(({ system, instance }) => `${system} ${instance}` === lease.target);
  const again = its.find(({ seq }) => seq > bit.seq);
  if (again && again.atUs <= endUs) return { name: lease.target, atUs: again.atUs };
  return its.length === 0 ? null : 'not yet';
}

/** When other faults bit, and when one was first in force after this one was undone. */
function disturbance(undone: RecordOf<'fault-undone'>, ledger: Ledger) {
  const others = begunFaults(ledger).filter((begun) => begun.lease !== undone.lease);
  const lasting = others.filter((bit) => {
    const end = ledger.of('fault-undone').find((record) => record.lease === bit.lease);
    return !end || end.atUs > undone.atUs;
  });
  const disturbedUs = Math.min(
    Number.POSITIVE_INFINITY,
    ...lasting.map((bit) => Math.max(begunUs(bit, ledger), undone.atUs)),
  );
  return { disturbedUs, othersBegunUs: others.map((bit) => begunUs(bit, ledger)) };
}

/** That an instance gave up becoming ready within the phase, when this fault was the last to have hit. */
function neverReady(
  bit: RecordOf<'fault-bit'>,
  phase: CoveredPhase,
  ledger: Ledger,
): RecordOf<'instance-unready'> | undefined {
  return ledger.of('instance-unready').find((unready) => {
    const lastBite = begunFaults(ledger).findLast((record) => record.seq < unready.seq);
    const ready = ledger
      .of('instance-ready')
      .some((r) => r.seq > unready.seq && r.system === unready.system && r.instance === unready.instance);
    return lastBite?.lease === bit.lease && unready.atUs <= phase.endedUs && !ready;
  });
}

function notReady(sentence: string, timeUs: number): Recovery {
  return { verdict: 'disproven', time: `> ${formatUs(timeUs)}`, timeUs, because: [sentence] };
}

function unseen(sentence: string): Recovery {
  return { verdict: 'unproven', time: null, timeUs: 0, because: [sentence] };
}

function recordsOf(phases: readonly CoveredPhase[], ledger: Ledger): EvidenceRecord[] {
  return [
    ...phases.flatMap((phase) => phase.records),
    ...within(phases, ledger.of('fault-leased')),
    ...within<BegunFault>(phases, begunFaults(ledger)),
    ...within(phases, ledger.of('fault-undone')),
    ...within(phases, ledger.of('fault-skipped')),
    ...ledger.of('instance-ready'),
    ...ledger.of('instance-unready'),
    ...within(phases, ledger.of('window')),
  ];
}
