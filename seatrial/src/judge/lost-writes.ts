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
import type { Ledger } from '../evidence/ledger.ts';
import type { NoLostWritesClaim } from '../plan/claims/claim.ts';
import { type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { operationsOf } from './cut-answers.ts';
import { type AtStake, faultsSeen } from './faults-that-count.ts';
import { fateOf, type KeyFate } from './key-fate.ts';
import { KeyHistory, type Operation } from './key-history.ts';
import { doubtsAbout, isTelling, type Owed, observedOf, proofOf, requiredOf } from './lost-writes-told.ts';
import { lateTold, type Violation, violationsShown, violationsTold } from './lost-writes-violations.ts';
import { many } from './wording.ts';

/** One key of a claim, and what was acknowledged of it in the claim's phases. */
interface Key {
  readonly key: string;
  readonly group: readonly Operation[];
  readonly history: KeyHistory;
  readonly written: boolean;
  readonly deleted: boolean;
}

export const judgeLostWrites: Judge<NoLostWritesClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const operations = operationsOf(claim.journey, ledger);
  const keys = keysOf(operations, phases);
  const faults = faultsSeen(ledger, atStake(claim, keys, ledger));
  const fates = keys.map((key) => ({ ...key, fate: fateOf(key.history, faults.calmUs, faults.readyUs) }));
  const violations = fates.flatMap(({ key, history, fate }) => violationOf(key, history, fate) ?? []);
  violations.sort((a, b) => a.read.startedUs - b.read.startedUs || a.read.seq - b.read.seq);
  const written = keys.filter((key) => key.written).length;
  const owed = fates.flatMap((key) => owedOf(key, key.fate, faults.calmUs) ?? []);
  const required = requiredOf(owed);
  if (written === 0 && violations.length === 0 && !owed.some(isTelling)) {
    return withGaps(
      nothing(required, [`no write of '${claim.journey}' was acknowledged${attempts(operations)}`]),
      gaps,
    );
  }
  const untold = fates.filter(({ fate }) => fate.untold.length > 0);
  const doubts = violations.length > 0 ? [] : doubtsAbout(owed, untold, faults);
  const wrong = new Set(violations.map(({ key }) => key));
  const used = violations.length === 0 ? keys : keys.filter(({ key }) => wrong.has(key));
  return withGaps(
    {
      verdict: violations.length > 0 ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
      required,
      observed: observedOf(written, owed, violations),
      because: [
        ...violationsTold(violations, written, faults.begun),
        ...doubts,
        ...(violations.length + doubts.length === 0 ? proofOf(written, owed, faults) : []),
        ...lateTold(fates.map(({ fate }) => fate)),
      ],
      records: [
        ...used.flatMap(({ group }) => group),
        ...faults.begun,
        ...ledger.of('fault-undone'),
        ...ledger.of('instance-ready'),
      ],
      telling: [...violationsShown(violations, faults.bites), ...owed.flatMap(undecided)],
    },
    gaps,
  );
};

/** The keys that were touched in the phases of the claim, each with its history in all phases. */
function keysOf(operations: readonly Operation[], phases: readonly CoveredPhase[]): Key[] {
  const inside = new Set(within(phases, operations));
  return [...Map.groupBy(operations, (operation) => operation.key)]
    .filter(([, group]) => group.some((operation) => inside.has(operation)))
    .map(([key, group]) => {
      const history = new KeyHistory(group);
      const written = history.acknowledgedWrites.some((write) => inside.has(write));
      const deleted = history.acknowledgedDeletes.some((deletion) => inside.has(deletion));
      return { key, group, history, written, deleted };
    });
}

function isOwed({ history, written, deleted }: Key): boolean {
  return history.owed === 'write' ? written : history.owed === 'delete' && deleted;
}

function atStake({ keptIn }: NoLostWritesClaim, keys: readonly Key[], ledger: Ledger): AtStake {
  const owed = keys.filter(isOwed);
  const firstUs = owed.reduce((least, { history }) => Math.min(least, history.settledUs), Number.POSITIVE_INFINITY);
  if (keptIn !== undefined) return { keptIn: new Set(keptIn), firstUs };
  const phases = new Set(owed.flatMap(({ history }) => history.acknowledged.map(({ phase }) => phase)));
  const systems = ledger.of('phase-started').flatMap(({ phase, system }) => (phases.has(phase) ? [system] : []));
  const known = systems.filter((system) => system !== undefined);
  return { keptIn: known.length === systems.length ? new Set(known) : null, firstUs };
}

/** Of what is neither kept nor lost: what was acknowledged, and the reads that did not tell. */
function undecided({ operation, fate, unanswered }: Owed): Operation[] {
  return fate.kept === null && fate.lost === null ? [operation, ...unanswered.slice(0, 3)] : [];
}

function owedOf(key: Key, fate: KeyFate, calmUs: number): Owed | null {
  const { history, group } = key;
  const operation = history.acknowledged.at(-1);
  if (!isOwed(key) || history.owed === null || !operation) return null;
  const sinceUs = Math.max(calmUs, history.settledUs);
  const unanswered = group.filter(
    ({ f, outcome, startedUs }) => f === 'read' && outcome !== 'ok' && startedUs > sinceUs,
  );
  return { what: history.owed, operation, fate, history, unanswered };
}

function violationOf(key: string, history: KeyHistory, { impossible, lost }: KeyFate): Violation | null {
  const read = impossible?.read ?? lost;
  if (!read) return null;
  const last = history.lastAcknowledgedBefore(read.startedUs);
  return { kind: impossible?.kind ?? (last?.f === 'delete' ? 'came back' : 'lost'), key, read, last };
}

/** What became of the writes when none was acknowledged. */
function attempts(operations: readonly Operation[]): string {
  const writes = operations.filter((operation) => operation.f === 'write');
  const failed = writes.filter((write) => write.outcome === 'failed').length;
  return writes.length === 0
    ? ''
    : `: ${many(failed, 'write')} failed, ${writes.length - failed} had an unknown outcome`;
}
