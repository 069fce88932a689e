/**
 * Judges that no acknowledged write is lost, from the histories of single operations: `key-history.ts` holds the rule for
 * one read, `key-fate.ts` what several reads say together, `faults-that-count.ts` which faults could have hurt.
 *
 * Of each key one change is owed, the last acknowledged write or delete; none where the opposite may have happened after
 * it. Lost is what the last read after the last fault still does not show; a read that was late is told and decides
 * nothing (`stale-reads.ts` judges those). What was not read again is unproven, and so is a trial with faults of which
 * none could have hurt.
 * `during` narrows which keys are owed (those changed in these phases), never which operations count.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { NoLostWritesClaim } from '../../plan/claims/claim.ts';
import { type Judge, noEvidence, withGaps } from '../answer.ts';
import { type CoveredPhase, coverage, isWithin } from '../coverage.ts';
import { SeqSet } from '../seq-set.ts';
import { many, naming } from '../wording.ts';
import { asClocksTell, type Clocks, clocksOf } from './clocks-disagree.ts';
import { historiesOf } from './cut-answers.ts';
import { type AtStake, faultsSeen } from './faults-that-count.ts';
import { fateOf, type KeyFate } from './key-fate.ts';
import { journeysChanging, KeyHistory, type OperationRecord } from './key-history.ts';
import { LostWritesTally, type OwedOperation, type Violation } from './lost-writes-tally.ts';
import { doubtsAbout, observedOf, proofOf, requiredOf } from './lost-writes-told.ts';
import { lateTold, violationsShown, violationsTold } from './lost-writes-violations.ts';
import { sightIn } from './sight.ts';
import { UnclearChanges } from './unclear-changes.ts';

/** More of a violation are not shown. */
const MOST_UNKNOWN = 3;

/** One key of a claim, and what was acknowledged of it in the claim's phases. */
interface Key {
  readonly key: string;
  readonly group: readonly OperationRecord[];
  /** Journeys that changed a key of that name. */
  readonly others: readonly string[];
  readonly history: KeyHistory;
  readonly written: boolean;
  readonly deleted: boolean;
}

export const judgeLostWrites: Judge<NoLostWritesClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  // Twice through all keys: what is owed tells which faults count, and those tell when a read decides.
  const sight = sightIn(claim.journey, ledger);
  const clocks = clocksOf(sight.learning(historiesOf(claim.journey, ledger)));
  const keys = (): Generator<Key> => keysOf(claim, phases, clocks, ledger);
  const faults = faultsSeen(ledger, atStake(claim, keys(), ledger));
  const lastCountedUs = faults.hits.reduce(
    (last, { begunUs, bit }) =>
      faults.counted.some(({ lease }) => lease === bit.lease) ? Math.max(last, begunUs) : last,
    Number.NEGATIVE_INFINITY,
  );
  const askedIn = new Set<string>();
  const tally = new LostWritesTally();
  const isInside = isWithin(phases);
  const unclear = new UnclearChanges();
  const [seen, wrong] = [new SeqSet(), new SeqSet()];
  for (const key of keys()) {
    const { history, group, others } = key;
    const fate = fateOf(history, faults.calmUs, faults.readyUs, (read) => sight.counts(read, group));
    const violation = violationOf(key, fate);
    if (key.written) tally.written++;
    tally.add(
      { key: key.key, fate, owed: owedOf(key, fate, faults.calmUs), at: group[0]?.seq ?? 0, others },
      lastCountedUs,
    );
    if (isOwed(key) && fate.kept) askedIn.add(fate.kept.phase);
    if (violation && history.mayBeDefault(violation.read)) {
      tally.defaults.add(violation.read, history.isWritten(violation.read.value), violation);
    } else if (violation) {
      tally.violated(violation);
      wrong.addAll(group);
    }
    seen.addAll(group);
    for (const operation of group) if (isInside(operation)) unclear.add(operation);
  }
  for (const violation of tally.defaults.fromNowhere) {
    tally.violated(violation);
    wrong.addAll([violation.read, ...(violation.last ? [violation.last] : [])]);
  }
  const isWrong = tally.violations.size > 0;
  const required = requiredOf(tally);
  if (tally.written === 0 && !isWrong && !tally.telling) {
    return withGaps(
      noEvidence(required, [`no write of '${claim.journey}' was acknowledged${attempts(claim, ledger)}`]),
      gaps,
    );
  }
  const doubts = isWrong ? [] : [...clocks.doubts, ...doubtsAbout(tally, faults), ...unclear.told().doubts];
  return withGaps(
    {
      verdict: isWrong ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
      required,
      observed: observedOf(tally),
      because: [
        ...violationsTold(tally, faults.hits),
        ...doubts,
        ...(isWrong || doubts.length > 0 ? [] : [...proofOf(tally, faults), ...copyTold(claim, askedIn, ledger)]),
        ...lateTold(tally),
        ...unclear.told().notes,
      ],
      records: [...faults.begun, ...ledger.of('fault-undone'), ...ledger.of('instance-ready')],
      numbers: isWrong ? wrong : seen,
      telling: [...violationsShown(tally.shown.list, faults.hits), ...tally.undecided.list.flat()],
    },
    gaps,
  );
};

/** The keys that were touched in the phases of the claim, each with its history in all phases. */
function* keysOf(
  claim: NoLostWritesClaim,
  phases: readonly CoveredPhase[],
  clocks: Clocks,
  ledger: Ledger,
): Generator<Key> {
  const isInside = isWithin(phases);
  for (const { own, others } of historiesOf(claim.journey, ledger)) {
    const group = asClocksTell(own, clocks);
    const [first] = group;
    if (!first || !group.some(isInside)) continue;
    const history = new KeyHistory(group, asClocksTell(others, clocks));
    const written = history.acknowledgedWrites.some(isInside);
    const deleted = history.acknowledgedDeletes.some(isInside);
    yield { key: first.key, group, others: journeysChanging(others), history, written, deleted };
  }
}

function isOwed({ history, written, deleted }: Key): boolean {
  return history.owed === 'write' ? written : history.owed === 'delete' && deleted;
}

function atStake({ journey, keptIn }: NoLostWritesClaim, keys: Iterable<Key>, ledger: Ledger): AtStake {
  let firstUs = Number.POSITIVE_INFINITY;
  const owedIn = new Set<string>();
  for (const key of keys) {
    if (!isOwed(key)) continue;
    firstUs = Math.min(firstUs, key.history.settledUs);
    for (const { phase } of key.history.acknowledged) owedIn.add(phase);
  }
  if (keptIn !== undefined) return { journey, keptIn: new Set(keptIn), firstUs };
  const systems = ledger.of('phase-started').flatMap(({ phase, system }) => (owedIn.has(phase) ? [system] : []));
  const known = systems.filter((system) => typeof system === 'string');
  return { journey, keptIn: known.length === systems.length ? new Set(known) : null, firstUs };
}

/** Where the reads did not ask the system itself that keeps the data, what they asked may have kept a copy. */
function copyTold({ keptIn }: NoLostWritesClaim, phases: ReadonlySet<string>, ledger: Ledger): string[] {
  if (keptIn === undefined) return [];
  const asked = ledger.of('phase-started').flatMap(({ phase, system }) => (phases.has(phase) ? (system ?? []) : []));
  const others = new Set(asked.filter((system) => !keptIn.includes(system)));
  if (others.size === 0) return [];
  return [
    `what ${naming(others)} answered may be a copy that it keeps (a cache): what ${naming(keptIn)} holds was not asked for by itself`,
  ];
}

function owedOf(key: Key, fate: KeyFate, calmUs: number): OwedOperation | null {
  const { history, group } = key;
  const operation = history.acknowledged.at(-1);
  if (!isOwed(key) || history.owed === null || !operation) return null;
  const sinceUs = Math.max(calmUs, history.settledUs);
  const unanswered = group.filter(
    ({ op, outcome, startedUs }) => op === 'read' && outcome !== 'ok' && startedUs > sinceUs,
  );
  return { what: history.owed, operation, fate, history, unanswered };
}

function violationOf({ key, group, history }: Key, { impossible, lost }: KeyFate): Violation | null {
  const read = [impossible?.read, lost].find((one) => one && !history.mayBeDefault(one)) ?? impossible?.read ?? lost;
  if (!read) return null;
  const last = history.lastAcknowledgedBefore(read.startedUs);
  const kind = (read === impossible?.read ? impossible.kind : null) ?? (last?.op === 'delete' ? 'came back' : 'lost');
  const unknown = group.filter(
    ({ op, outcome, startedUs }) => op !== 'read' && outcome === 'unknown' && startedUs <= read.endedUs,
  );
  return { kind, key, read, last, unknown: unknown.slice(-MOST_UNKNOWN) };
}

/** What became of the writes when none was acknowledged. */
function attempts(claim: NoLostWritesClaim, ledger: Ledger): string {
  let [writes, failed] = [0, 0];
  for (const { own } of historiesOf(claim.journey, ledger)) {
    for (const { op, outcome } of own) {
      if (op !== 'write') continue;
      writes++;
      if (outcome === 'failed') failed++;
    }
  }
  return writes === 0 ? '' : `: ${many(failed, 'write')} failed, ${writes - failed} had an unknown outcome`;
}
