/**
 * Judges that no read is stale: each shows what was acknowledged before it began, or `within` before it began
 * (`key-history.ts` holds the rule). Every read of the claim's phases is looked at, during faults as well. A read before
 * which nothing was acknowledged could not have been stale and proves nothing.
 */
import type { NoStaleReadsClaim } from '../plan/claims/claim.ts';
import { formatUs, parseDuration } from '../std/units.ts';
import { type Answer, type Judge, nothing, withGaps } from './answer.ts';
import { asClocksTell } from './clocks-disagree.ts';
import { coverage, within } from './coverage.ts';
import { operationsOf } from './cut-answers.ts';
import { KeyHistory, type Operation, type ReadVerdict } from './key-history.ts';
import { many, outOf } from './wording.ts';

/** A read that could have been stale. */
interface Tested {
  readonly read: Operation;
  readonly history: KeyHistory;
  readonly verdict: ReadVerdict;
  /** What had to be seen. */
  readonly last: Operation;
  readonly compared: 'value' | 'presence' | 'none';
}

export const judgeStaleReads: Judge<NoStaleReadsClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const required = `every read shows what was acknowledged${claim.within === undefined ? '' : ` ${claim.within} or more`} before it began`;
  const late = parseDuration(claim.within ?? '0s');
  if (!late.ok) return nothing(required, [`'within' cannot be read: ${late.problem}; ${late.hint}`]);
  const lateUs = late.value * 1000;
  const { operations, doubts: clocks } = asClocksTell(operationsOf(claim.journey, ledger));
  const inside = new Set(within(phases, operations));
  const histories = [...Map.groupBy(operations, (operation) => operation.key).values()].map(
    (group) => new KeyHistory(group),
  );
  const tested = histories.flatMap((history) =>
    history.reads.filter((read) => inside.has(read)).flatMap((read) => testedBy(read, history, lateUs) ?? []),
  );
  if (tested.length === 0) {
    const lag = claim.within === undefined ? '' : ` ${claim.within} or more`;
    return withGaps(
      nothing(required, [
        `no read of '${claim.journey}' began${lag} after a write or delete of its key was acknowledged`,
      ]),
      gaps,
    );
  }
  const stale = tested.filter(({ verdict }) => verdict === 'lost').sort((a, b) => a.read.startedUs - b.read.startedUs);
  const doubts = stale.length > 0 ? [] : [...clocks, ...doubtsAbout(tested)];
  const answer: Answer = {
    verdict: stale.length > 0 ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
    required,
    observed: `${outOf(stale.length, tested.length, 'read')} stale`,
    because: [
      ...(stale[0]
        ? [
            `${outOf(stale.length, tested.length, 'read')} ${stale.length === 1 ? 'was' : 'were'} stale; first: ${story(stale[0])}`,
          ]
        : []),
      ...doubts,
      ...(stale.length + doubts.length === 0 ? shownBy(tested) : []),
    ],
    records:
      stale.length > 0
        ? stale.flatMap(({ read, last }) => [last, read])
        : tested.flatMap(({ read, last }) => [last, read]),
    telling: stale.slice(0, 3).flatMap(({ read, last }) => [last, read]),
  };
  return withGaps(answer, gaps);
};

function testedBy(read: Operation, history: KeyHistory, lateUs: number): Tested | null {
  const last = history.lastAcknowledgedBefore(read.startedUs - lateUs);
  if (!last) return null;
  const verdict = history.judge(read, lateUs);
  return {
    read,
    history,
    verdict,
    last,
    compared: verdict === 'explained' ? history.comparison(read, lateUs) : 'none',
  };
}

function doubtsAbout(tested: readonly Tested[]): string[] {
  const doubts: string[] = [];
  const impossible = tested.filter(({ verdict }) => verdict === 'phantom' || verdict === 'refused');
  if (impossible[0]) {
    const { key, startedUs } = impossible[0].read;
    doubts.push(
      `${many(impossible.length, 'read')} showed what was never written, or what was refused, which is neither stale nor right (claim.noLostWrites judges it); first: key ${key} at ${formatUs(startedUs)}`,
    );
  }
  const blind = tested.filter(({ verdict, compared }) => verdict === 'explained' && compared === 'none');
  if (blind[0]) {
    doubts.push(
      `${many(blind.length, 'read')} named a value where the write had named none: name the value in the write too, or in neither; first: key ${blind[0].read.key}`,
    );
  }
  return doubts;
}

function shownBy(tested: readonly Tested[]): string[] {
  const presence = tested.filter(({ compared }) => compared === 'presence').length;
  const soonest = tested.reduce(
    (least, { read, last }) => Math.min(least, read.startedUs - last.endedUs),
    Number.POSITIVE_INFINITY,
  );
  return [
    `${tested.length === 1 ? 'the 1 read' : `all ${many(tested.length, 'read')}`} that began after an acknowledgement showed it; the soonest began ${formatUs(soonest)} later`,
    ...(presence > 0
      ? [`${many(presence, 'read')} of them named no value, or of a write that named none: only presence was compared`]
      : []),
  ];
}

/** `key k17 written at 12.3s, read at 12.4s, 100ms later, as absent`. */
function story({ read, last }: Tested): string {
  const done = last.f === 'delete' ? 'deleted' : 'written';
  const seen = read.value === null ? 'absent' : 'what had been before';
  return `key ${read.key} ${done} at ${formatUs(last.endedUs)}, read ${formatUs(read.startedUs - last.endedUs)} later as ${seen}`;
}
