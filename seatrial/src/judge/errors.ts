/**
 * Judges an errors claim: failed completions as a share or a count. A journey that throws fails without failing a
 * request, so where no step and no tag is named the bound must be kept by the journey's own iterations as well. Requests
 * that never left the load generator are counted neither as failures of the system nor as its successes.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import type { ErrorsClaim } from '../plan/claims/claim.ts';
import { keeps, type Threshold } from '../std/threshold.ts';
import { formatRatio } from '../std/units.ts';
import { type Judge, withGaps } from './answer.ts';
import { type CoveredPhase, within } from './coverage.ts';
import { isTagged, measured, WHOLE_JOURNEY } from './measured.ts';
import { ownFailures } from './own-failures.ts';
import { many, outOf } from './wording.ts';

interface Failures {
  readonly failed: number;
  readonly count: number;
  readonly noun: string;
}

export const judgeErrors: Judge<ErrorsClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'rate', ledger);
  if ('verdict' in evidence) return evidence;
  const { threshold, phases, count, noun } = evidence;
  const errors = within(phases, ledger.of('errors'))
    .filter((record) => claim.step === null || record.step === claim.step)
    .filter(claim.tags === undefined ? () => true : isTagged(claim.tags));
  const own = ownFailures(errors);
  const sent = { failed: evidence.failed - own.count, count: count - own.count, noun };
  const whole = claim.step === null && claim.tags === undefined && noun === 'request';
  const threw = whole ? thrown(phases, errors, ledger) : [];
  const breaks = (part: Failures): boolean => !keeps(figureOf(part, threshold), threshold);

  const enough = sent.count >= claim.minSamples;
  // A journey may well throw when what it asked for was never sent: that is held against nobody.
  const broken = breaks(sent) || (own.count === 0 && threw.some(breaks));
  return withGaps(
    {
      verdict: !enough ? 'unproven' : broken ? 'disproven' : own.count > 0 ? 'unproven' : 'proven',
      required: claim.threshold,
      observed: [sent, ...threw].map(observed).join('; '),
      because: [
        ...own.because,
        ...(enough ? [] : [`there were ${many(sent.count, noun)}, and the claim asks for ${claim.minSamples}`]),
        ...(errors.length > 0 ? causes(errors) : [observed(sent)]),
      ],
      records: [...evidence.records, ...errors],
    },
    evidence.gaps,
  );
};

function figureOf({ failed, count }: Failures, threshold: Threshold): number {
  return threshold.aggregation === 'count' ? failed : failed / count;
}

function observed({ failed, count, noun }: Failures): string {
  return `${outOf(failed, count, noun)} failed (${formatRatio(failed / Math.max(1, count))})`;
}

/** Iterations in which the journey threw; nothing where none did. */
function thrown(phases: readonly CoveredPhase[], errors: readonly RecordOf<'errors'>[], ledger: Ledger): Failures[] {
  const failed = errors
    .filter((record) => record.cause === 'journey threw' && record.step === WHOLE_JOURNEY)
    .reduce((sum, record) => sum + record.count, 0);
  const iterations = within(phases, ledger.of('window'))
    .filter((window) => window.step === WHOLE_JOURNEY)
    .reduce((sum, window) => sum + window.count, 0);
  return failed === 0 ? [] : [{ failed, count: Math.max(failed, iterations), noun: 'iteration' }];
}

/** Why they failed, most frequent first, each with what the first of them said. */
function causes(errors: readonly RecordOf<'errors'>[]): string[] {
  return [...Map.groupBy(errors, (record) => `${record.cause} at '${record.step}'`)]
    .map(([what, group]) => ({ what, count: group.reduce((sum, record) => sum + record.count, 0), first: group[0] }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 5)
    .map(({ what, count, first }) => `${many(count, 'time')} ${what}: ${first?.example}`);
}
