/** What a finding about stale reads tells, added up read by read. */
import { SeqSet } from '../seq-set.ts';
import { AlikeAnswers } from './alike-answers.ts';
import { Cases, Foremost } from './cases.ts';
import { DefaultValues } from './default-values.ts';
import { journeysChanging, type KeyHistory, type OperationRecord, type ReadVerdict } from './key-history.ts';

/** A read, and what had to be seen by it. */
export interface Pair {
  readonly read: OperationRecord;
  readonly last: OperationRecord;
}

/** A read that nothing explains. */
interface Wrong extends Pair {
  readonly verdict: ReadVerdict;
  readonly at: number;
}

/** What was found about all reads that could have been stale. */
export class StaleReadsTally {
  tested = 0;
  presence = 0;
  readonly alike = new AlikeAnswers();
  /** Reads that asked another instance than the one that took what they had to show, or of which that is not known. */
  elsewhere = 0;
  /** How soon after the acknowledgement the soonest of those began. */
  soonestUs = Number.POSITIVE_INFINITY;
  /** Whether the journey's system has several instances. */
  several = false;
  /** That had no clear answer. */
  readonly unanswered = new Cases<OperationRecord>();
  readonly stale = new Cases<Pair>();
  /** The first of them. */
  readonly shown = new Foremost<Pair>(3);
  /** Of what nobody had written, or what was refused. */
  readonly impossible = new Cases<OperationRecord>();
  /** That found nothing, by users of whom nobody knows whether they may see the key. */
  readonly unseen = new Cases<OperationRecord>();
  /** That are right only if what another journey recorded of such a key was done to the same thing; or only if it was not. */
  readonly otherwise = new Cases<{ readonly read: OperationRecord; readonly journeys: readonly string[] }>();
  readonly disputed = new Cases<{ readonly read: OperationRecord; readonly journeys: readonly string[] }>();
  /** That may have shown a default in place of an absence. */
  readonly defaults = new DefaultValues<Wrong>();
  /** That named a value where the write had named none. */
  readonly blind = new Cases<OperationRecord>();
  readonly numbers = new SeqSet();
  readonly staleNumbers = new SeqSet();

  /** `counts`: whether its user could have seen what it did not show. */
  add(
    read: OperationRecord,
    history: KeyHistory,
    { lateUs, at, counts, others }: { lateUs: number; at: number; counts: boolean; others: readonly OperationRecord[] },
  ): void {
    const last = history.lastAcknowledgedBefore(read.startedUs - lateUs);
    if (!last) return;
    if (read.outcome !== 'ok') {
      this.unanswered.add(read, read.startedUs, at);
      return;
    }
    this.tested++;
    if (read.askedInstance !== undefined) this.several = true;
    if (read.askedInstance === undefined || read.askedInstance !== last.askedInstance) {
      this.elsewhere++;
      this.soonestUs = Math.min(this.soonestUs, read.startedUs - last.endedUs);
    }
    this.numbers.addAll([last, read]);
    const verdict = history.judge(read, lateUs);
    if (verdict === 'elsewhere') this.otherwise.add({ read, journeys: journeysChanging(others) }, at);
    else if (verdict !== 'explained' && history.mayBeDefault(read, lateUs))
      this.defaults.add(read, history.isWritten(read.value), { read, last, verdict, at });
    else if (verdict === 'lost' && !counts) this.unseen.add(read, at);
    else if (verdict !== 'explained') this.#wrong({ read, last, verdict, at });
    else if (history.isDisputed(read, lateUs)) this.disputed.add({ read, journeys: journeysChanging(others) }, at);
    else {
      const compared = history.comparison(read, lateUs);
      if (compared === 'presence') {
        this.presence++;
        this.alike.add(read);
      }
      if (compared === 'none') this.blind.add(read, at);
    }
  }

  /** After the last read: what was no default is wrong all the same. */
  settle(): void {
    for (const wrong of this.defaults.fromNowhere) this.#wrong(wrong);
  }

  #wrong({ read, last, verdict, at }: Wrong): void {
    if (verdict !== 'lost') {
      this.impossible.add(read, at);
      return;
    }
    this.stale.add({ read, last }, read.startedUs, at);
    this.shown.add({ read, last }, read.startedUs, at);
    this.staleNumbers.addAll([last, read]);
  }
}
