/**
 * Which phases a claim is about, and what is missing of them. The ledger knows a phase only by its start, so a phase
 * that the claim names and that never started is missing, and so may be any phase of a trial that did not end complete.
 */
import type { Ledger } from '../evidence/ledger.ts';
import { journeyOf, type PhaseKind } from '../evidence/records/phase.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';

export interface CoveredPhase {
  readonly name: string;
  readonly action: PhaseKind;
  /** What it is about, by its name. */
  readonly subject: string;
  /** Its subject where that is a journey; null of another kind of phase. */
  readonly journey: string | null;
  readonly endedUs: number;
  /** Why it is no whole evidence; null when it ran to its end. */
  readonly gap: string | null;
  readonly records: readonly EvidenceRecord[];
}

/** What tells which records are of a phase. */
export type OnePhase = Pick<CoveredPhase, 'name' | 'journey'>;

export interface Coverage {
  readonly phases: readonly CoveredPhase[];
  /** Phases that never ran, or may not have. */
  readonly missing: readonly string[];
  /** `missing` and the gaps of every phase: with one, the claim is at best unproven. */
  readonly gaps: readonly string[];
}

/** What a claim is about; without a journey, every phase. */
export interface Subject {
  readonly journey: string | null;
  readonly during: readonly string[];
}

/**
 * @param actions `load` leaves out reading back unless the claim names it: what Seatrial reads for itself, once and
 * without think time, would dilute the figures of what users do.
 */
export function coverage(subject: Subject, ledger: Ledger, actions: 'load' | 'all' = 'all'): Coverage {
  const named = subject.during.length > 0;
  const phases = ledger
    .of('phase-started')
    .filter((start) => subject.journey === null || journeyOf(start) === subject.journey)
    .filter((start) => (named ? subject.during.includes(start.phase) : actions === 'all' || start.action === 'load'))
    .map((start) => covered(start, ledger));
  const missing = named ? missingByName(subject, phases, ledger) : missingUnnamed(subject, phases, ledger);
  return { phases, missing, gaps: [...missing, ...phases.flatMap((phase) => phase.gap ?? [])] };
}

/**
 * The records that belong to covered phases and are of the phase's own journey, where they are of any: what its setup and
 * teardown did is recorded as journeys of their own.
 */
export function within<R extends Placed>(phases: readonly OnePhase[], records: readonly R[]): readonly R[] {
  return records.filter(isWithin(phases));
}

/** What a setup did, of the phase or of its users, is recorded as a journey of its own. */
export function inSetups<R extends { readonly phase: string; readonly journey?: string }>(
  phases: readonly CoveredPhase[],
  records: readonly R[],
): R[] {
  return ['setup', 'user setup'].flatMap((end) => {
    const its = phases.flatMap(({ name, journey }): OnePhase[] =>
      journey === null ? [] : [{ name, journey: `${journey} ${end}` }],
    );
    return within(its, records);
  });
}

interface Placed {
  readonly phase: string;
  readonly journey?: string;
}

/** Whether a record belongs to one of these phases, and to its journey. */
export function isWithin(phases: readonly OnePhase[]): (record: Placed) => boolean {
  const journeys = new Map(phases.map((phase) => [phase.name, phase.journey]));
  return ({ phase, journey }) => {
    const own = journeys.get(phase);
    return own !== undefined && (journey === undefined || journey === own);
  };
}

function covered(start: RecordOf<'phase-started'>, ledger: Ledger): CoveredPhase {
  const end = ledger.of('phase-ended').find((candidate) => candidate.phase === start.phase);
  return {
    name: start.phase,
    action: start.action,
    subject: start.subject,
    journey: journeyOf(start),
    endedUs: end?.atUs ?? Math.max(start.atUs, ledger.records.lastUs),
    gap: gapOf(start, end, ledger),
    records: end ? [start, end] : [start],
  };
}

/** What keeps a phase from being whole evidence: no end, an end before its time, or users that stopped on the way. */
function gapOf(
  start: RecordOf<'phase-started'>,
  end: RecordOf<'phase-ended'> | undefined,
  ledger: Ledger,
): string | null {
  const { phase } = start;
  if (!end) return `phase '${phase}' has no end in the journal`;
  const dry = ledger
    .of('errors')
    .find((error) => error.cause === 'feeder ran dry' && error.phase === phase && error.journey === journeyOf(start));
  if (dry) return `users of phase '${phase}' stopped before its end: ${dry.example}`;
  return shortfall(`phase '${phase}'`, end);
}

function missingByName({ journey, during }: Subject, phases: readonly CoveredPhase[], ledger: Ledger): string[] {
  const found = new Set(phases.map((phase) => phase.name));
  return during
    .filter((name) => !found.has(name))
    .map((name) => {
      const other = ledger.of('phase-started').find((start) => start.phase === name);
      if (other && journeyOf(other) === null) return `phase '${name}' is about '${other.subject}', which is no journey`;
      if (other) return `phase '${name}' ran '${other.subject}', not '${journey}'`;
      return `phase '${name}' never ran: ${whyStopped(ledger) ?? 'the trial has no such phase'}`;
    });
}

function missingUnnamed({ journey }: Subject, phases: readonly CoveredPhase[], ledger: Ledger): string[] {
  const what = journey === null ? 'phase' : `phase of '${journey}'`;
  const stopped = whyStopped(ledger);
  if (phases.length === 0) return [`no ${what} ran${stopped ? `: ${stopped}` : ''}`];
  return ledger.of('trial-ended')[0]?.outcome === 'complete' ? [] : [`a ${what} may be missing: ${stopped}`];
}

/** Why a trial did not do all it was to do; null when it did. */
function whyStopped(ledger: Ledger): string | null {
  const end = ledger.of('trial-ended')[0];
  if (end?.outcome === 'complete') return null;
  const unready = ledger.of('instance-unready').findLast((one) => !end?.because || end.because === one.because);
  if (unready) return `${unready.system} ${unready.instance} did not become ready`;
  if (end?.because) return shortfall('the trial', end);
  const unreachable = ledger.of('endpoint-attached').find((endpoint) => !endpoint.reachable);
  if (unreachable) return `${unreachable.system} could not be reached: ${unreachable.because ?? unreachable.url}`;
  const phase = ledger.of('phase-ended').find((candidate) => candidate.outcome !== 'complete');
  if (phase) return shortfall(`phase '${phase.phase}'`, phase);
  return end ? shortfall('the trial', end) : 'the journal has no end of the trial';
}

/** `phase 'spike' was interrupted: SIGINT`; null for what is complete. */
function shortfall(what: string, { outcome, because }: { outcome: string; because?: string }): string | null {
  if (outcome === 'complete') return null;
  return `${what} ${outcome === 'failed' ? 'failed' : 'was interrupted'}${because ? `: ${because}` : ''}`;
}
