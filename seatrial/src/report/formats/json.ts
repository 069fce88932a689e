/** The whole report as JSON for other programs; its shape is `json-schema.ts`. */
import { mistakesIn } from '../../judge/mistaken.ts';
import { encodeHdr } from '../../std/hdr-encoding.ts';
import type { Histogram } from '../../std/histogram.ts';
import { faultsOf } from '../figures/faults.ts';
import { errorsOf, lastInstant, phasesOf, type StepSum } from '../figures/series.ts';
import type { RunView } from '../run-view.ts';
import type { Report } from './json-schema.ts';
import { REPORT_SCHEMA } from './schema-name.ts';

/**
 * The report as indented JSON, ending in a line break, in the published shape `seatrial-report/1`.
 * @example JSON.parse(renderJson(view)).scorecard.verdict // 'disproven'
 */
export function renderJson(view: RunView): string {
  return `${JSON.stringify(reportOf(view), null, 2)}\n`;
}

function reportOf(view: RunView): Report {
  const { ledger, scorecard, header } = view;
  return {
    schema: REPORT_SCHEMA,
    directory: view.directory,
    seal: view.seal,
    outcome: ledger.of('trial-ended')[0]?.outcome ?? 'unfinished',
    durationUs: lastInstant(ledger),
    scorecard: { ...scorecard, categories: [...scorecard.categories] },
    findings: view.findings.map(({ telling, ...finding }) => ({
      ...finding,
      because: [...finding.because],
      records: finding.records.map(([first, last]) => [first, last]),
      ...(telling && { telling: [...telling] }),
    })),
    mistakes: mistakesIn(ledger),
    phases: phasesOf(ledger).map((phase) => ({
      ...phase,
      unanswered: [...phase.unanswered],
      requests: phase.requests && stepOf(phase.requests),
      steps: phase.steps.map(stepOf),
    })),
    errors: errorsOf(ledger),
    faults: faultsOf(ledger),
    skippedFaults: ledger
      .of('fault-skipped')
      .map(({ fault, phase, target, reason }) => ({ fault, phase, target, reason })),
    header: structuredClone(header) as Report['header'],
  };
}

type ReportStep = Report['phases'][number]['steps'][number];

function stepOf(step: StepSum): ReportStep {
  const tagged = step.tagged.map((sum) => ({ ...sum, ...distributionsOf(sum), tags: sum.tags }));
  return { ...step, ...distributionsOf(step), tagged };
}

function distributionsOf({ response, service }: Pick<StepSum, 'response' | 'service'>) {
  return { response: distributionOf(response), service: distributionOf(service) };
}

function distributionOf(histogram: Histogram): ReportStep['response'] {
  if (histogram.count === 0) return null;
  return {
    minUs: histogram.minUs,
    meanUs: histogram.meanUs,
    p50Us: histogram.quantile(0.5),
    p90Us: histogram.quantile(0.9),
    p95Us: histogram.quantile(0.95),
    p99Us: histogram.quantile(0.99),
    p999Us: histogram.quantile(0.999),
    maxUs: histogram.maxUs,
    hdr: encodeHdr(histogram.toData()),
    histogram: { ...histogram.toData(), buckets: [...histogram.toData().buckets] },
  };
}
