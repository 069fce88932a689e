/**
 * What a finding about lost writes tells, added up key by key: counts, and of each sort of case the first. It is as large
 * for ten million keys as for ten.
 */
import { userOfProcess } from '../../evidence/who-did.ts';
import { AlikeAnswers } from './alike-answers.ts';
import { Cases, Foremost } from './cases.ts';
import { DefaultValues } from './default-values.ts';
import type { KeyFate } from './key-fate.ts';
import type { KeyHistory, OperationRecord, ReadVerdict } from './key-history.ts';

const MOST_SHOWN = 3;
/** More records than this are not shown of any claim. */
const MOST_UNDECIDED = 20;

/** What is owed of one key, and what is known of it. */
export interface OwedOperation {
  readonly what: 'write' | 'delete';
  readonly operation: OperationRecord;
  readonly fate: KeyFate;
  readonly history: KeyHistory;
  /** Reads without a clear answer that began after the last fault and the last acknowledged change. */
  readonly unanswered: readonly OperationRecord[];
}

/** The read of a key that decides against it. */
export interface Violation {
  readonly kind: Exclude<ReadVerdict, 'explained' | 'elsewhere'> | 'came back';
  readonly key: string;
  readonly read: OperationRecord;
  /** What was acknowledged last before it; for `refused` and `phantom` it may be nothing. */
  readonly last: OperationRecord | undefined;
  /** The last changes of the key before that read of which nobody knows whether they happened. */
  readonly unknown: readonly OperationRecord[];
}

/** A key that was asked for without a clear answer. */
export interface Unanswered {
  readonly key: string;
  readonly times: number;
  readonly last: string;
}

/** Of the writes that are owed, or of the deletes. */
export class OwedTally {
  count = 0;
  /** Those that named a value. */
  named = 0;
  neverRead = 0;
  readonly unanswered = new Cases<Unanswered>();
  /** By how the deciding read was compared: with the value, by presence, or not at all. */
  compared = 0;
  present = 0;
  /** Those by presence alone whose answer was not theirs alone. */
  readonly alike = new AlikeAnswers();
  readonly incomparable = new Cases<{ readonly key: string }>();
  /** Made before the last fault that counts. */
  exposed = 0;

  get unread(): number {
    return this.neverRead + this.unanswered.count;
  }
}

export class LostWritesTally {
  /** Keys with an acknowledged write in the claim's phases. */
  written = 0;
  readonly writes = new OwedTally();
  readonly deletes = new OwedTally();
  /** Whether anything that is owed had been there: a key that never was is absent in any case. */
  telling = false;
  readonly early = new Cases<{ readonly key: string }>();
  /** Found absent by users of whom nobody knows whether they may see the key, by what they are to its writer. */
  readonly unseen = {
    'same number': new Cases<{ readonly key: string }>(),
    other: new Cases<{ readonly key: string }>(),
  };
  readonly untold = new Cases<{ readonly key: string }>();
  /** Read as other journeys may have left them. */
  readonly elsewhere = new Cases<{ readonly read: OperationRecord; readonly journeys: readonly string[] }>();
  readonly defaults = new DefaultValues<Violation>();
  late = 0;
  readonly violations = new Map<Violation['kind'], Cases<Violation>>();
  /** The first of all violations. */
  readonly shown = new Foremost<Violation>(MOST_SHOWN);
  /** Of what is neither kept nor lost: what was acknowledged, and the reads that did not tell. */
  readonly undecided = new Foremost<readonly OperationRecord[]>(MOST_UNDECIDED);

  /** `at` is the number of the key's first record, which orders keys. `others`: journeys that changed a key of that name. `lastCountedUs`: when the last fault that counts bit. */
  add(
    {
      key,
      fate,
      owed,
      at,
      others = [],
    }: { key: string; fate: KeyFate; owed: OwedOperation | null; at: number; others?: readonly string[] },
    lastCountedUs: number,
  ) {
    this.late += fate.late.length;
    if (fate.untold.length > 0) this.untold.add({ key }, at);
    const [read] = fate.elsewhere;
    if (read) this.elsewhere.add({ read, journeys: others }, at);
    if (owed === null) return;
    const { what, operation, history } = owed;
    const tally = what === 'write' ? this.writes : this.deletes;
    tally.count++;
    if (what === 'write' || history.acknowledgedWrites.length > 0) this.telling = true;
    if (operation.value !== null && !operation.presenceOnly) tally.named++;
    if (history.settledUs <= lastCountedUs) tally.exposed++;
    if ([fate.kept, fate.lost, fate.impossible].every((one) => one === null))
      this.undecided.add([operation, ...owed.unanswered.slice(0, 3)], at);
    if (fate.early !== null) this.early.add({ key }, at);
    if (fate.unseen !== null) {
      const number = userOfProcess(fate.unseen.process);
      const isSame = number !== null && number === userOfProcess(operation.process);
      this.unseen[isSame ? 'same number' : 'other'].add({ key }, at);
    }
    if (fate.kept !== null) {
      const comparison = history.comparison(fate.kept);
      if (comparison === 'value') tally.compared++;
      else if (comparison === 'presence') {
        tally.present++;
        tally.alike.add(fate.kept);
      } else tally.incomparable.add({ key }, at);
    } else if ([read, fate.lost, fate.early, fate.unseen, fate.impossible].every((one) => !one))
      unread(tally, owed, at);
  }

  violated(violation: Violation): void {
    const { kind, read } = violation;
    const cases = this.violations.get(kind) ?? new Cases<Violation>();
    this.violations.set(kind, cases);
    cases.add(violation, read.startedUs, read.seq);
    this.shown.add(violation, read.startedUs, read.seq);
  }

  wrong(kind: Violation['kind']): number {
    return this.violations.get(kind)?.count ?? 0;
  }
}

function unread(tally: OwedTally, { operation, unanswered }: OwedOperation, at: number): void {
  if (unanswered.length === 0) tally.neverRead++;
  else {
    const last = unanswered.at(-1)?.why ?? 'unknown';
    tally.unanswered.add({ key: operation.key, times: unanswered.length, last }, at);
  }
}
