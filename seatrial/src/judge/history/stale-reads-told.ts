/** What a finding about stale reads says; each sentence is literally true of the records it was made from. */
import { formatUs } from '../../std/units.ts';
import { many, outOf } from '../wording.ts';
import { elsewhereTold } from './lost-writes-told.ts';
import type { Pair, StaleReadsTally } from './stale-reads-tally.ts';

/** A read so soon after a write would meet an instance that lags behind. */
const SOON_US = 100_000;

/** `lateUs`: how long after its acknowledgement nothing need be seen. */
export function staleDoubts(tally: StaleReadsTally, lateUs: number): string[] {
  const { tested, alike, impossible, blind, unseen, unanswered, elsewhere, soonestUs, several, otherwise, disputed } =
    tally;
  const doubts: string[] = [];
  if (unanswered.count > tested) doubts.push(unansweredTold(tally));
  if (elsewhere === 0) {
    doubts.push(
      'every read asked the instance that had taken the write: how far others lag behind was not seen; a readBack asks them in turn',
    );
  } else if (several && soonestUs > lateUs + Math.max(SOON_US, lateUs)) {
    doubts.push(
      `the soonest read at another instance than the one that had taken the write began ${formatUs(soonestUs)} later: whether others lag behind by less was not seen; ask them sooner in the journey, or say how late a read may be with 'within'`,
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
  doubts.push(...tally.defaults.doubts('read'));
  doubts.push(...alike.doubts(tested, 'read'));
  if (blind.first) {
    doubts.push(
      `${many(blind.count, 'read')} named a value where the write had named none: name the value in the write too, or in neither; first: key ${blind.first.key}`,
    );
  }
  return doubts;
}

/** What is shown, and how far. */
export function staleSentences(tally: StaleReadsTally): string[] {
  const { tested, presence, soonestUs, several, unanswered } = tally;
  const soonest = several ? 'the soonest at another instance began' : 'the soonest began';
  return [
    `${tested === 1 ? 'the 1 read' : `all ${many(tested, 'read')}`} that began after an acknowledgement showed it; ${soonest} ${formatUs(soonestUs)} later`,
    ...(presence > 0
      ? [`${many(presence, 'read')} of them named no value, or of a write that named none: only presence was compared`]
      : []),
    ...(unanswered.count > 0 ? [unansweredTold(tally)] : []),
  ];
}

/** `399 of 400 reads had no clear answer; first: key k17 at 12.3s (status 503)`. */
export function unansweredTold({ tested, unanswered: { count, first } }: StaleReadsTally): string {
  const why = first?.why === undefined ? '' : ` (${first.why})`;
  const told = first === null ? '' : `; first: key ${first.key} at ${formatUs(first.startedUs)}${why}`;
  return `${outOf(count, tested + count, 'read')} that began after an acknowledgement had no clear answer${told}`;
}

/** `key k17 written at 12.3s, read at 12.4s, 100ms later, as absent`. */
export function story({ read, last }: Pair): string {
  const done = last.op === 'delete' ? 'deleted' : 'written';
  const seen = read.value === null ? 'absent' : 'what had been before';
  return `key ${read.key} ${done} at ${formatUs(last.endedUs)}, read ${formatUs(read.startedUs - last.endedUs)} later as ${seen}`;
}
