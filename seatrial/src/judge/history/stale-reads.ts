/**
 * Judges that no read is stale: each shows what was acknowledged before it began, or `within` before it began
 * (`key-history.ts` holds the rule). Every read of the claim's phases is looked at, during faults as well. A read before
 * which nothing was acknowledged could not have been stale and proves nothing.
 */
import type { NoStaleReadsClaim } from '../../plan/claims/claim.ts';
import { parseDuration } from '../../std/units.ts';
import { type Answer, type Judge, noEvidence, withGaps } from '../answer.ts';
import { coverage, isWithin } from '../coverage.ts';
import { outOf } from '../wording.ts';
import { asClocksTell, clocksOf } from './clocks-disagree.ts';
import { historiesOf } from './cut-answers.ts';
import { KeyHistory, type OperationRecord } from './key-history.ts';
import { sightIn } from './sight.ts';
import { StaleReadsTally } from './stale-reads-tally.ts';
import { staleDoubts, staleSentences, story, unansweredTold } from './stale-reads-told.ts';

export const judgeStaleReads: Judge<NoStaleReadsClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const required = `every read shows what was acknowledged${claim.within === undefined ? '' : ` ${claim.within} or more`} before it began`;
  const late = parseDuration(claim.within ?? '0s');
  if (!late.ok) return noEvidence(required, [`'within' cannot be read: ${late.problem}; ${late.hint}`]);
  const lateUs = late.value * 1000;
  const isInside = isWithin(phases);
  const tally = new StaleReadsTally();
  const sight = sightIn(claim.journey, ledger);
  const clocks = clocksOf(sight.learning(historiesOf(claim.journey, ledger)));
  for (const { own, others } of historiesOf(claim.journey, ledger)) {
    const group = asClocksTell(own, clocks);
    const history = new KeyHistory(group, asClocksTell(others, clocks));
    for (const read of own.some(isUnclear) ? group.filter(({ op }) => op === 'read') : history.reads) {
      if (isInside(read))
        tally.add(read, history, { lateUs, at: group[0]?.seq ?? 0, counts: sight.counts(read, group), others });
    }
  }
  tally.settle();
  const { tested, stale } = tally;
  if (tested === 0) {
    const lag = claim.within === undefined ? '' : ` ${claim.within} or more`;
    if (tally.unanswered.first) return withGaps(noEvidence(required, [unansweredTold(tally)]), gaps);
    return withGaps(
      noEvidence(required, [
        `no read of '${claim.journey}' began${lag} after a write or delete of its key was acknowledged`,
      ]),
      gaps,
    );
  }
  const doubts = stale.first ? [] : [...clocks.doubts, ...staleDoubts(tally, lateUs)];
  const wrong = outOf(stale.count, tested, 'read');
  const answer: Answer = {
    verdict: stale.first ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
    required,
    observed: `${wrong} stale`,
    because: [
      ...(stale.first ? [`${wrong} ${stale.count === 1 ? 'was' : 'were'} stale; first: ${story(stale.first)}`] : []),
      ...doubts,
      ...(stale.first || doubts.length > 0 ? [] : staleSentences(tally)),
    ],
    records: [],
    numbers: stale.first ? tally.staleNumbers : tally.numbers,
    telling: tally.shown.list.flatMap(({ read, last }) => [last, read]),
  };
  return withGaps(answer, gaps);
};

function isUnclear({ op, outcome }: OperationRecord): boolean {
  return op === 'read' && outcome !== 'ok';
}
