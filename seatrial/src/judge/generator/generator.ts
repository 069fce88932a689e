/**
 * Judges the claim that the load generator kept up, within the limits that the plan declares or ours. A generator that did
 * not is no fault of the system: the claim is then unproven, never disproven.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { GeneratorClaim } from '../../plan/claims/claim.ts';
import { aggregatedUs } from '../../std/aggregated.ts';
import { Histogram } from '../../std/histogram.ts';
import { formatRatio, formatUs } from '../../std/units.ts';
import { type Judge, noEvidence, withGaps } from '../answer.ts';
import { type CoveredPhase, coverage } from '../coverage.ts';
import { aggregationText } from '../measured.ts';
import { outOf } from '../wording.ts';
import {
  afterWarmUp,
  arrivalTotals,
  BUSY_TIME,
  CPU_LIMIT,
  DROPPED,
  healthWithin,
  LAG,
  type Limits,
  LOOP_DELAY_P99_LIMIT_US,
  limitsOf,
  ROOM_LIMIT,
  roomIn,
  STALLED_SHARE_LIMIT,
  WAIT_LIMIT,
  waitShares,
} from './generator-health.ts';

export const judgeGenerator: Judge<GeneratorClaim> = (claim, ledger) => {
  const required =
    `lag ${claim.lag ?? LAG}, dropped ${claim.dropped ?? DROPPED}, below ${formatRatio(ROOM_LIMIT)} of descriptors and ports; of a phase's records, ` +
    `one a second and thread: loop delay p(99) above ${formatUs(LOOP_DELAY_P99_LIMIT_US)} in at most ${formatRatio(STALLED_SHARE_LIMIT)} or in one, ` +
    `CPU above ${formatRatio(CPU_LIMIT)} of a core in at most half, waiting for a processor above ${formatRatio(WAIT_LIMIT)} of ${BUSY_TIME} in at most half`;
  const parsed = limitsOf(claim);
  if (typeof parsed === 'string') return noEvidence(required, [parsed]);
  const limits: Limits = claim.lag === undefined ? { ...parsed, lenient: true } : parsed;
  const { phases, gaps } = coverage({ journey: null, during: claim.during }, ledger, 'load');
  if (phases.length === 0) return noEvidence(required, gaps);
  const { troubles, records } = healthWithin(limits, phases, ledger);
  return withGaps(
    {
      verdict: troubles.length > 0 ? 'unproven' : 'proven',
      required,
      observed: worstOf(phases, limits, ledger),
      because: [
        ...(troubles.length > 0
          ? troubles.map((trouble) => trouble.text)
          : [
              `the load generator kept up in every phase${limits.lenient ? ' (its first second is warm-up, and not judged for lag and delay where a phase lasts 3 s)' : ''}`,
            ]),
        ...unknownRoom(phases, ledger),
      ],
      records: [...phases.flatMap((phase) => phase.records), ...records],
    },
    gaps,
  );
};

/** The worst of each figure over the phases, and how often it was above what may be exceeded now and then. */
function worstOf(phases: readonly CoveredPhase[], { lag: limit, lenient }: Limits, ledger: Ledger): string {
  const names = new Set(phases.map((phase) => phase.name));
  const inPhases = phases.map(({ name }) => ledger.of('generator').filter((record) => record.phase === name));
  const windows = inPhases.flat();
  const warm = lenient ? inPhases.flatMap(afterWarmUp) : windows;
  if (warm.length === 0) return 'nothing';
  const lagUs = aggregatedUs(Histogram.merge(warm.map((window) => window.lag)), limit);
  const { due, dropped } = arrivalTotals(ledger.of('arrivals').filter((record) => names.has(record.phase)));
  const delays = warm.map(({ loopDelayP99Us }) => loopDelayP99Us);
  const cpus = windows.map(({ cpu }) => cpu);
  const waits = waitShares(warm);
  return [
    ...(Number.isNaN(lagUs) ? [] : [`lag ${aggregationText(limit)} ${formatUs(lagUs)}`]),
    ...(due === 0 ? [] : [`${outOf(dropped, due, 'arrival')} dropped`]),
    `loop delay p(99) up to ${formatUs(Math.max(...delays))}${above(delays, LOOP_DELAY_P99_LIMIT_US, formatUs)}`,
    `CPU up to ${formatRatio(Math.max(...cpus))} of a core${above(cpus, CPU_LIMIT, formatRatio)}`,
    ...(waits.length === 0
      ? []
      : [
          `waited for a processor in up to ${formatRatio(Math.max(...waits))} of ${BUSY_TIME}${above(waits, WAIT_LIMIT, formatRatio)}`,
        ]),
  ].join(', ');
}

/** `(above 95% in 1 of 18 records)`; nothing where none is above. */
function above(values: readonly number[], limit: number, format: (value: number) => string): string {
  const count = values.filter((value) => value > limit).length;
  return count === 0 ? '' : ` (above ${format(limit)} in ${outOf(count, values.length, 'record')})`;
}

/** That it could not be seen, where that is so. */
function unknownRoom(phases: readonly CoveredPhase[], ledger: Ledger): string[] {
  const room = phases.flatMap((phase) => roomIn(phase, ledger));
  const blind = room.length > 0 && room.every(({ descriptors, sockets }) => descriptors === null && sockets === null);
  return blind ? ['how many file descriptors and ports were left is not known: this system does not tell'] : [];
}
