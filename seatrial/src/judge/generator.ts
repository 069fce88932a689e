/**
 * Judges the claim that the load generator kept up, within the limits that the plan declares or ours. A generator that did
 * not is no fault of the system: the claim is then unproven, never disproven.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { GeneratorClaim } from '../plan/claims/claim.ts';
import { Histogram } from '../std/histogram.ts';
import { formatRatio, formatUs } from '../std/units.ts';
import { aggregatedUs } from './aggregated.ts';
import { type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage } from './coverage.ts';
import {
  afterWarmUp,
  CPU_LIMIT,
  DROPPED,
  healthWithin,
  highest,
  LAG,
  type Limits,
  LOOP_DELAY_P99_LIMIT_US,
  limitsOf,
  ROOM_LIMIT,
  roomIn,
  totalOf,
  WAIT_LIMIT,
} from './generator-health.ts';
import { aggregationText } from './measured.ts';
import { outOf } from './wording.ts';

export const judgeGenerator: Judge<GeneratorClaim> = (claim, ledger) => {
  const required =
    `lag ${claim.lag ?? LAG}, dropped ${claim.dropped ?? DROPPED}, event-loop delay p(99) <= ${formatUs(LOOP_DELAY_P99_LIMIT_US)}, ` +
    `below ${formatRatio(ROOM_LIMIT)} of descriptors and ports; in at most half of its records: CPU above ${formatRatio(CPU_LIMIT)} of a core, ` +
    `or waiting for a processor above ${formatRatio(WAIT_LIMIT)} of the time in which it had something to do`;
  const parsed = limitsOf(claim);
  if (typeof parsed === 'string') return nothing(required, [parsed]);
  const limits: Limits = claim.lag === undefined ? { ...parsed, lenient: true } : parsed;
  const { phases, gaps } = coverage({ journey: null, during: claim.during }, ledger, 'load');
  if (phases.length === 0) return nothing(required, gaps);
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

/** The worst of each figure over the phases. */
function worstOf(phases: readonly CoveredPhase[], { lag: limit, lenient }: Limits, ledger: Ledger): string {
  const names = new Set(phases.map((phase) => phase.name));
  const windows = phases.flatMap(({ name }) => {
    const own = ledger.of('generator').filter((record) => record.phase === name);
    return lenient ? afterWarmUp(own) : own;
  });
  if (windows.length === 0) return 'nothing';
  const lagUs = aggregatedUs(Histogram.merge(windows.map((window) => window.lag)), limit);
  const { due, dropped } = totalOf(ledger.of('arrivals').filter((record) => names.has(record.phase)));
  return [
    ...(Number.isNaN(lagUs) ? [] : [`lag ${aggregationText(limit)} ${formatUs(lagUs)}`]),
    ...(due === 0 ? [] : [`${outOf(dropped, due, 'arrival')} dropped`]),
    `loop delay p(99) up to ${formatUs(highest(windows, 'loopDelayP99Us'))}`,
    `CPU up to ${formatRatio(highest(windows, 'cpu'))} of a core`,
    ...(windows.some(({ cpuWait }) => typeof cpuWait === 'number')
      ? [`waited for one up to ${formatRatio(highest(windows, 'cpuWait'))} of a record`]
      : []),
  ].join(', ');
}

/** That it could not be seen, where that is so. */
function unknownRoom(phases: readonly CoveredPhase[], ledger: Ledger): string[] {
  const room = phases.flatMap((phase) => roomIn(phase, ledger));
  const blind = room.length > 0 && room.every(({ descriptors, sockets }) => descriptors === null && sockets === null);
  return blind ? ['how many file descriptors and ports were left is not known: this system does not tell'] : [];
}
