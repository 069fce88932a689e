/**
 * Judges a throughput claim: successful completions, in all or per second of measured time (`measured-time.ts`). A bound
 * that was reached is reached however the generator was doing; one that was missed is held against the system only if
 * it was asked for that much.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { ThroughputClaim } from '../plan/claims/claim.ts';
import { keeps } from '../std/threshold.ts';
import { formatRate, formatUs } from '../std/units.ts';
import { type Judge, withGaps } from './answer.ts';
import { within } from './coverage.ts';
import { generatorHealth } from './generator-health.ts';
import { aggregationText, type Measured, measured, WHOLE_JOURNEY } from './measured.ts';
import { measuredTime } from './measured-time.ts';
import { many } from './wording.ts';

export const judgeThroughput: Judge<ThroughputClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'counter', ledger);
  if ('verdict' in evidence) return evidence;
  const { threshold, phases, count, failed, noun } = evidence;
  const timeUs = phases.reduce((sum, phase) => {
    const span = measuredTime(phase, ledger);
    return sum + (span ? span.toUs - span.fromUs : 0);
  }, 0);
  const done = count - failed;
  const counts = threshold.aggregation === 'count';
  const value = counts ? done : timeUs > 0 ? (done / timeUs) * 1e6 : Number.NaN;
  const kept = keeps(value, threshold);
  const wantsMore =
    threshold.operator.startsWith('>') || (threshold.operator.startsWith('=') && value < threshold.bound);
  const reached = kept && wantsMore;
  const health = generatorHealth(phases, ledger);

  const troubles = health.troubles.map((trouble) => trouble.text);
  const doubts = reached ? [] : [...troubles];
  if (Number.isNaN(value)) doubts.push('no time was measured, so there is no rate');
  if (!kept && wantsMore) {
    if (counts) doubts.push(...evidence.gaps.slice(0, 1).map(() => 'what is missing could have made up the count'));
    if (servedAll(evidence, ledger)) {
      doubts.push(
        'the system did everything it was asked for; a higher rate in the plan would show whether it can more',
      );
    }
  }
  const shown = counts ? many(done, noun) : formatRate(value);
  return withGaps(
    {
      verdict: doubts.length > 0 ? 'unproven' : kept ? 'proven' : 'disproven',
      required: claim.threshold,
      observed: `${aggregationText(threshold)} = ${shown} of successful ${noun}s`,
      because: [
        ...doubts,
        `${many(done, noun)} succeeded in ${formatUs(timeUs)}${failed > 0 ? `, ${many(failed, noun)} failed` : ''}`,
        ...(reached ? troubles : []),
      ],
      records: [...evidence.records, ...health.records],
    },
    evidence.gaps,
  );
};

/** Whether a schedule set the pace, and every iteration that fell due was completed without a failure. */
function servedAll({ phases, failed }: Measured, ledger: Ledger): boolean {
  const arrivals = within(phases, ledger.of('arrivals'));
  const due = arrivals.reduce((sum, record) => sum + (record.due ?? Number.POSITIVE_INFINITY), 0);
  const completed = within(phases, ledger.of('window'))
    .filter((window) => window.step === WHOLE_JOURNEY)
    .reduce((sum, window) => sum + window.count, 0);
  return arrivals.length > 0 && failed === 0 && completed >= due;
}
