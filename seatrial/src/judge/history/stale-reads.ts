/**
 * Judges that no read is stale: each shows what was acknowledged before it began, or `within` before it began
 * (`key-history.ts` holds the rule). Every read of the claim's phases is looked at, during faults as well. A read before
 * which nothing was acknowledged could not have been stale and proves nothing.
 */
import type { NoStaleReadsClaim } from '../../plan/claims/claim.ts';
import { formatUs, parseDuration } from '../../std/units.ts';
import { type Answer, type Judge, nothing, withGaps } from '../answer.ts';
import { coverage, isWithin } from '../coverage.ts';
import { SeqSet } from '../seq-set.ts';
import { many, outOf } from '../wording.ts';
import { Cases, Foremost } from './cases.ts';
import { asClocksTell, clocksOf } from './clocks-disagree.ts';
import { historiesOf } from './cut-answers.ts';
import { journeysChanging, KeyHistory, type Operation } from './key-history.ts';
import { elsewhereTold } from './lost-writes-told.ts';
import { sightIn } from './sight.ts';

/** A read, and what had to be seen by it. */
interface Pair {
  readonly read: Operation;
  readonly last: Operation;
}

/** What was found about all reads that could have been stale. */
class Tally {
  tested = 0;
  presence = 0;
  soonestUs = Number.POSITIVE_INFINITY;
  /** Reads that asked another instance than the one that took what they had to show, or of which that is not known. */
  elsewhere = 0;
  readonly stale = new Cases<Pair>();
  /** The first of them. */
  readonly shown = new Foremost<Pair>(3);
  /** Of what nobody had written, or what was refused. */
  readonly impossible = new Cases<Operation>();
  /** That found nothing, by users of whom nobody knows whether they may see the key. */
  readonly unseen = new Cases<Operation>();
  /** That are right only if what another journey recorded of such a key was done to the same thing; or only if it was not. */
  readonly otherwise = new Cases<{ readonly read: Operation; readonly journeys: readonly string[] }>();
  readonly disputed = new Cases<{ readonly read: Operation; readonly journeys: readonly string[] }>();
  /** That named a value where the write had named none. */
  readonly blind = new Cases<Operation>();
  readonly numbers = new SeqSet();
  readonly staleNumbers = new SeqSet();

  /** `counts`: whether its user could have seen what it did not show. */
  add(
    read: Operation,
    history: KeyHistory,
    { lateUs, at, counts, others }: { lateUs: number; at: number; counts: boolean; others: readonly Operation[] },
  ): void {
    const last = history.lastAcknowledgedBefore(read.startedUs - lateUs);
    if (!last) return;
    this.tested++;
    if (read.askedInstance === undefined || read.askedInstance !== last.askedInstance) this.elsewhere++;
    this.soonestUs = Math.min(this.soonestUs, read.startedUs - last.endedUs);
    this.numbers.addAll([last, read]);
    const verdict = history.judge(read, lateUs);
    if (verdict === 'elsewhere') this.otherwise.add({ read, journeys: journeysChanging(others) }, at);
    else if (verdict === 'lost' && !counts) this.unseen.add(read, at);
    else if (verdict === 'lost') {
      this.stale.add({ read, last }, read.startedUs, at);
      this.shown.add({ read, last }, read.startedUs, at);
      this.staleNumbers.addAll([last, read]);
    } else if (verdict !== 'explained') this.impossible.add(read, at);
    else if (history.isDisputed(read, lateUs)) this.disputed.add({ read, journeys: journeysChanging(others) }, at);
    else {
      const compared = history.comparison(read, lateUs);
      if (compared === 'presence') this.presence++;
      if (compared === 'none') this.blind.add(read, at);
    }
  }
}

export const judgeStaleReads: Judge<NoStaleReadsClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const required = `every read shows what was acknowledged${claim.within === undefined ? '' : ` ${claim.within} or more`} before it began`;
  const late = parseDuration(claim.within ?? '0s');
  if (!late.ok) return nothing(required, [`'within' cannot be read: ${late.problem}; ${late.hint}`]);
  const lateUs = late.value * 1000;
  const isInside = isWithin(phases);
  const tally = new Tally();
  const sight = sightIn(claim.journey, ledger);
  const clocks = clocksOf(sight.learning(historiesOf(claim.journey, ledger)));
  for (const { own, others } of historiesOf(claim.journey, ledger)) {
    const group = asClocksTell(own, clocks);
    const history = new KeyHistory(group, asClocksTell(others, clocks));
    for (const read of history.reads) {
      if (isInside(read))
        tally.add(read, history, { lateUs, at: group[0]?.seq ?? 0, counts: sight.counts(read, group), others });
    }
  }
  const { tested, stale } = tally;
  if (tested === 0) {
    const lag = claim.within === undefined ? '' : ` ${claim.within} or more`;
    return withGaps(
      nothing(required, [
        `no read of '${claim.journey}' began${lag} after a write or delete of its key was acknowledged`,
      ]),
      gaps,
    );
  }
  const doubts = stale.first ? [] : [...clocks.doubts, ...doubtsAbout(tally)];
  const wrong = outOf(stale.count, tested, 'read');
  const answer: Answer = {
    verdict: stale.first ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
    required,
    observed: `${wrong} stale`,
    because: [
      ...(stale.first ? [`${wrong} ${stale.count === 1 ? 'was' : 'were'} stale; first: ${story(stale.first)}`] : []),
      ...doubts,
      ...(stale.first || doubts.length > 0 ? [] : shownBy(tally)),
    ],
    records: [],
    numbers: stale.first ? tally.staleNumbers : tally.numbers,
    telling: tally.shown.list.flatMap(({ read, last }) => [last, read]),
  };
  return withGaps(answer, gaps);
};

function doubtsAbout({ impossible, blind, unseen, elsewhere, otherwise, disputed }: Tally): string[] {
  const doubts: string[] = [];
  if (elsewhere === 0) {
    doubts.push(
      'every read asked the instance that had taken the write: how far others lag behind was not seen; a readBack asks them in turn',
    );
  }
  if (impossible.first) {
    const { key, startedUs } = impossible.first;
    doubts.push(
      `${many(impossible.count, 'read')} showed what was never written, or what was refused, which is neither stale nor right (claim.noLostWrites judges it); first: key ${key} at ${formatUs(startedUs)}`,
    );
  }
  if (otherwise.first) doubts.push(elsewhereTold(otherwise.count, 'read', 'right only if', otherwise.first));
  if (disputed.first) doubts.push(elsewhereTold(disputed.count, 'read', 'not right if', disputed.first));
  if (unseen.first) {
    doubts.push(
      `${many(unseen.count, 'read')} found nothing where another user, or one of another phase, had written, and no such read of a key that begins alike ever showed what was written: whether it may be seen there is not known; first: key ${unseen.first.key}`,
    );
  }
  if (blind.first) {
    doubts.push(
      `${many(blind.count, 'read')} named a value where the write had named none: name the value in the write too, or in neither; first: key ${blind.first.key}`,
    );
  }
  return doubts;
}

function shownBy({ tested, presence, soonestUs }: Tally): string[] {
  return [
    `${tested === 1 ? 'the 1 read' : `all ${many(tested, 'read')}`} that began after an acknowledgement showed it; the soonest began ${formatUs(soonestUs)} later`,
    ...(presence > 0
      ? [`${many(presence, 'read')} of them named no value, or of a write that named none: only presence was compared`]
      : []),
  ];
}

/** `key k17 written at 12.3s, read at 12.4s, 100ms later, as absent`. */
function story({ read, last }: Pair): string {
  const done = last.op === 'delete' ? 'deleted' : 'written';
  const seen = read.value === null ? 'absent' : 'what had been before';
  return `key ${read.key} ${done} at ${formatUs(last.endedUs)}, read ${formatUs(read.startedUs - last.endedUs)} later as ${seen}`;
}
