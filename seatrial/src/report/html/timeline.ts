/** The trial along time: response times, rate and failures, and what the instances used, over phases and faults. */
import { formatBytes, formatRate, formatRatio, formatUs } from '../../std/units.ts';
import { faultFate, faultsOf } from '../figures/faults.ts';
import { type InstanceLife, instancesOf } from '../figures/instances.ts';
import { lastInstant, type Point, phasesOf, timelineOf } from '../figures/series.ts';
import type { RunView } from '../run-view.ts';
import { formatCount, formatInstant } from '../text/record-text.ts';
import { type Backdrop, renderChart, type Series } from './chart.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

const MOST_INSTANCES = 6;

export const timelineSection: Section = {
  id: 'timeline',
  title: 'Timeline',
  heading: 'What happened',
  render(view) {
    const backdrop = backdropOf(view);
    const points = timelineOf(view.ledger);
    return html`<p>The whole trial from left to right. Every point holds all requests that ended in it; nothing is sampled away.</p>
${responseChart(points, backdrop)}${rateChart(points, backdrop)}${instanceCharts(view, backdrop)}${faultTable(view)}`;
  },
};

function backdropOf(view: RunView): Backdrop {
  const endUs = Math.max(1, lastInstant(view.ledger));
  return {
    endUs,
    phases: phasesOf(view.ledger),
    faults: faultsOf(view.ledger).flatMap((span) =>
      span.bitUs === null
        ? []
        : [
            {
              name: span.fault,
              what: `${span.what} (${faultFate(span)})`,
              fromUs: span.bitUs,
              toUs: span.undoneUs ?? endUs,
            },
          ],
    ),
  };
}

function responseChart(points: readonly Point[], backdrop: Backdrop): Markup {
  return renderChart(
    {
      title: 'Response time',
      height: 300,
      spans: points,
      series: [
        { name: 'p50', draw: 'line', look: 'p50', values: points.map((point) => point.p50Us) },
        { name: 'p95', draw: 'line', look: 'p95', values: points.map((point) => point.p95Us) },
        { name: 'p99', draw: 'line', look: 'p99', values: points.map((point) => point.p99Us) },
      ],
      between: [0, 2],
      logAllowed: true,
      format: formatUs,
    },
    backdrop,
  );
}

function rateChart(points: readonly Point[], backdrop: Backdrop): Markup {
  return renderChart(
    {
      title: 'Requests a second',
      height: 220,
      spans: points,
      series: [
        { name: 'all', draw: 'area', look: 'rate', values: points.map((point) => point.rateRps) },
        {
          name: 'failed',
          draw: 'bars',
          look: 'failed',
          values: points.map((point) => (point.count > 0 ? (point.failed / point.count) * point.rateRps : 0)),
        },
      ],
      logAllowed: false,
      format: formatRate,
    },
    backdrop,
  );
}

function instanceCharts(view: RunView, backdrop: Backdrop): Markup[] {
  const sampled = instancesOf(view.ledger).filter(({ system, samples }) => system !== 'seatrial' && samples.length > 0);
  const shown = sampled.slice(0, MOST_INSTANCES);
  if (shown.length === 0) return [];
  const stepUs = Math.max(1e6, backdrop.endUs / 600);
  const spans = Array.from({ length: Math.ceil(backdrop.endUs / stepUs) }, (_, index) => ({
    fromUs: index * stepUs,
    toUs: (index + 1) * stepUs,
  }));
  const lines = (value: (sample: InstanceLife['samples'][number]) => number): Series[] =>
    shown.map(({ name, samples }, index) => {
      const values = spans.map(() => Number.NaN);
      for (const sample of samples) {
        const slot = Math.min(values.length - 1, Math.floor(sample.atUs / stepUs));
        const most = values[slot] ?? Number.NaN;
        values[slot] = Number.isNaN(most) ? value(sample) : Math.max(most, value(sample));
      }
      return { name, draw: 'line', look: `s${index + 1}`, values };
    });
  const common = { height: 170, spans, logAllowed: false };
  const rest = sampled.length - shown.length;
  return [
    renderChart(
      { ...common, title: 'CPU, share of one core', series: lines((sample) => sample.cpu), format: formatRatio },
      backdrop,
    ),
    renderChart(
      { ...common, title: 'Memory', series: lines((sample) => sample.rssBytes), format: formatBytes },
      backdrop,
    ),
    ...(rest > 0 ? [html`<p class="muted">${rest} more instances are not drawn.</p>`] : []),
  ];
}

function faultTable(view: RunView): Markup | null {
  const spans = faultsOf(view.ledger);
  const skipped = view.ledger.of('fault-skipped');
  if (spans.length + skipped.length === 0) return null;
  const rows = spans.map(
    (span) =>
      html`<tr><td class="text">${span.what}</td><td>${span.phase}</td><td>${formatInstant(span.bitUs ?? span.leasedUs)}</td><td>${span.undoneUs === null ? '–' : formatInstant(span.undoneUs)}</td><td>${formatCount(span.bites)}</td><td class="text">${faultFate(span)}</td></tr>`,
  );
  const missed = skipped.map(
    (record) =>
      html`<tr><td class="text">${record.fault} ${record.target}</td><td>${record.phase}</td><td>${formatInstant(record.atUs)}</td><td>–</td><td>0</td><td class="text">skipped: ${record.reason}</td></tr>`,
  );
  return html`<div class="block"><h3>Faults</h3><div class="scroll"><table><thead><tr><th class="text">fault</th><th>phase</th><th>from</th><th>to</th><th>bites</th><th class="text">what came of it</th></tr></thead><tbody>${rows}${missed}</tbody></table></div></div>`;
}
