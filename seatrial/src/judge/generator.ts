/**
 * Whether the load generator kept up, so that figures are about the system and not about us. A generator that did not
 * is no fault of the system: the claim is then unproven, never disproven, and so is every figure that leans on it.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { GeneratorClaim } from '../plan/claim.ts';
import { Histogram } from '../std/histogram.ts';
import { formatRatio, formatUs } from '../std/units.ts';
import { type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage } from './coverage.ts';
import { outOf } from './wording.ts';

/** Iterations start that late (started - due) at the 99th percentile: more would show in a p(99) of tens of ms. */
export const LAG_P99_LIMIT_US = 20_000;
/** An event loop that is blocked for longer reads answers late. */
export const LOOP_DELAY_P99_LIMIT_US = 50_000;
/** One hiccup does not spoil a phase: so many of its windows, and one in any case, may be over the limit of loop delay. */
export const STALLED_SHARE_LIMIT = 0.2;
/** Share of one core above which the generator has nothing in reserve; unhealthy when it is so in most windows. */
export const CPU_LIMIT = 0.95;
/** Share of arrivals that fell due and that nobody was free to start. */
export const DROPPED_LIMIT = 0.01;

/** A reason not to trust the figures, in a sentence. */
export interface Trouble {
  readonly text: string;
  /** It can only have made times look longer than they were, so an upper bound that was kept is kept all the same. */
  readonly onlySlows: boolean;
}

export interface GeneratorHealth {
  /** None means healthy. */
  readonly troubles: readonly Trouble[];
  readonly records: readonly EvidenceRecord[];
}

/** The health of the generator in each of these phases; one without records of it is in trouble too. */
export function generatorHealth(phases: readonly CoveredPhase[], ledger: Ledger): GeneratorHealth {
  const parts = phases.map((phase) => healthIn(phase.name, ledger));
  return {
    troubles: parts.flatMap((part) => part.troubles),
    records: parts.flatMap((part) => part.records),
  };
}

export const judgeGenerator: Judge<GeneratorClaim> = (claim, ledger) => {
  const required =
    `lag p(99) <= ${formatUs(LAG_P99_LIMIT_US)}, event-loop delay p(99) <= ${formatUs(LOOP_DELAY_P99_LIMIT_US)}, ` +
    `below ${CPU_LIMIT} of a core, at most ${formatRatio(DROPPED_LIMIT)} of arrivals dropped`;
  const { phases, gaps } = coverage({ journey: null, during: claim.during }, ledger, 'load');
  if (phases.length === 0) return nothing(required, gaps);
  const { troubles, records } = generatorHealth(phases, ledger);
  return withGaps(
    {
      verdict: troubles.length > 0 ? 'unproven' : 'proven',
      required,
      observed: worstOf(phases, ledger),
      because:
        troubles.length > 0 ? troubles.map((trouble) => trouble.text) : ['the load generator kept up in every phase'],
      records: [...phases.flatMap((phase) => phase.records), ...records],
    },
    gaps,
  );
};

function healthIn(phase: string, ledger: Ledger): GeneratorHealth {
  const windows = ledger.of('generator').filter((record) => record.phase === phase);
  const arrivals = ledger.of('arrivals').filter((record) => record.phase === phase);
  const records = [...windows, ...arrivals];
  if (windows.length === 0) {
    const text = `the load generator left no record of itself in phase '${phase}'`;
    return { troubles: [{ text, onlySlows: false }], records };
  }
  const due = arrivals.reduce((sum, record) => sum + (record.due ?? 0), 0);
  const dropped = arrivals.reduce((sum, record) => sum + record.dropped, 0);
  const lagUs = Histogram.merge(windows.map((window) => window.lag)).quantile(0.99);
  const troubles: Trouble[] = [];
  const note = (text: string, onlySlows: boolean): void => {
    troubles.push({ text: `generator in phase '${phase}': ${text}`, onlySlows });
  };
  if (lagUs > LAG_P99_LIMIT_US) note(`it started iterations late (p(99) ${formatUs(lagUs)})`, true);
  const stalled = windows.filter((window) => window.loopDelayP99Us > LOOP_DELAY_P99_LIMIT_US).length;
  if (stalled > 1 && stalled > STALLED_SHARE_LIMIT * windows.length) {
    note(`its event loop was blocked (p(99) up to ${formatUs(highest(windows, 'loopDelayP99Us'))})`, true);
  }
  if (windows.filter((window) => window.cpu > CPU_LIMIT).length > windows.length / 2) {
    note(`it was out of CPU (up to ${formatRatio(highest(windows, 'cpu'))} of a core)`, false);
  }
  if (dropped > DROPPED_LIMIT * due) note(`${outOf(dropped, due, 'arrival')} found nobody free to start them`, false);
  return { troubles, records };
}

/** The worst of each figure over the phases. */
function worstOf(phases: readonly CoveredPhase[], ledger: Ledger): string {
  const names = new Set(phases.map((phase) => phase.name));
  const windows = ledger.of('generator').filter((record) => names.has(record.phase));
  if (windows.length === 0) return 'nothing';
  const lagUs = Histogram.merge(windows.map((window) => window.lag)).quantile(0.99);
  const lag = Number.isNaN(lagUs) ? '' : `lag p(99) ${formatUs(lagUs)}, `;
  const delay = `loop delay p(99) up to ${formatUs(highest(windows, 'loopDelayP99Us'))}`;
  return `${lag}${delay}, CPU up to ${formatRatio(highest(windows, 'cpu'))} of a core`;
}

function highest(windows: readonly RecordOf<'generator'>[], field: 'loopDelayP99Us' | 'cpu'): number {
  return windows.reduce((most, window) => Math.max(most, window[field]), 0);
}
