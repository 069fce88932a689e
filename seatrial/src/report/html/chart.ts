/**
 * One chart along the time of the trial, as SVG that stretches to its column without distorting text or strokes: what
 * scales horizontally is drawn in an inner picture, labels stand at percentages in the outer one. Phases are named above,
 * faults in force are shaded, and a table below holds every figure; the hover read-out reads that table.
 */
import { formatInstant } from '../text/record-text.ts';
import { html, type Markup } from './markup.ts';
import { type Scale, scaleFor, shareOf, timeTicks } from './scale.ts';

/** What every chart of a run shares: the stretch of time, its phases and its faults. */
export interface Backdrop {
  readonly endUs: number;
  readonly phases: readonly { name: string; fromUs: number; toUs: number }[];
  /** `name` is one word for the picture, `what` says it in full. */
  readonly faults: readonly { name: string; what: string; fromUs: number; toUs: number }[];
}

export interface ChartSpan {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Series {
  readonly name: string;
  readonly draw: 'line' | 'area' | 'bars';
  /** Names its colour and dash in the style sheet: `s1`, `s2`, ..., `failed`. */
  readonly look: string;
  /** One value for each span of the chart; NaN where there is none. */
  readonly values: readonly number[];
}

export interface Chart {
  readonly title: string;
  readonly height: number;
  /** The stretches that are drawn, each at its middle; they need not be equally long. */
  readonly spans: readonly ChartSpan[];
  readonly series: readonly Series[];
  readonly logAllowed: boolean;
  /** Shades the space between two series, by index. */
  readonly between?: readonly [low: number, high: number];
  readonly format: (value: number) => string;
}

const TOP = 26;
const BOTTOM = 22;
const WIDE = 1000;
/** A phase with less of the width has no name above it: a letter or two tell nothing. The table and the list of phases have it. */
const NAMED_SHARE = 0.05;

/** The chart as a figure; nothing but a sentence when there is nothing to draw. */
export function renderChart(chart: Chart, backdrop: Backdrop): Markup {
  if (chart.spans.length === 0)
    return html`<figure class="chart"><figcaption><b>${chart.title}</b></figcaption><p class="muted">Nothing was recorded.</p></figure>`;
  const scale = scaleFor(
    chart.series.flatMap((series) => series.values),
    chart.logAllowed,
  );
  const legend = chart.series.map(
    (series) =>
      html`<span class="key"><svg width="22" height="10" aria-hidden="true"><line class="${series.draw} ${series.look}" x1="1" x2="21" y1="5" y2="5"/></svg>${series.name}</span>`,
  );
  const fault =
    backdrop.faults.length > 0
      ? html`<span class="key"><svg width="18" height="12" aria-hidden="true"><rect class="fault-band" x="1" y="1" width="16" height="10"/></svg>fault in force</span>`
      : null;
  const note = scale.kind === 'log' ? html`<span class="muted">logarithmic</span>` : null;
  const label = `${chart.title} along the trial; the table below holds the figures`;
  return html`<figure class="chart">
<figcaption><b>${chart.title}</b>${legend}${fault}${note}</figcaption>
<div class="plot" tabindex="0" role="img" aria-label="${label}">${picture(chart, scale, backdrop)}</div>
<output class="readout"></output>
<details class="data"><summary>As a table</summary>${dataTable(chart, backdrop)}</details>
</figure>`;
}

function picture(chart: Chart, scale: Scale, backdrop: Backdrop): Markup {
  const plotHeight = chart.height - TOP - BOTTOM;
  const percent = (us: number): string => `${round((us / backdrop.endUs) * 100)}%`;
  const yOf = (value: number): number => round(TOP + plotHeight * (1 - shareOf(scale, value)));
  const bands = backdrop.faults.map(
    ({ fromUs, toUs, name, what }, index) =>
      html`<rect class="fault-band" x="${percent(fromUs)}" width="${percent(toUs - fromUs)}" y="${TOP}" height="${plotHeight}"><title>${what}</title></rect><svg class="fault-name" x="${percent(fromUs)}"><text class="halo" x="5" y="${TOP + 15 + 14 * (index % 3)}">${name}</text></svg>`,
  );
  const phases = backdrop.phases.map(
    ({ name, fromUs, toUs }) =>
      html`<line class="phase-edge" x1="${percent(fromUs)}" x2="${percent(fromUs)}" y1="4" y2="${TOP + plotHeight}"/>${toUs - fromUs < NAMED_SHARE * backdrop.endUs ? null : html`<svg class="phase-name" x="${percent(fromUs)}" width="${percent(toUs - fromUs)}" height="${TOP}"><text x="5" y="14">${name}</text></svg>`}`,
  );
  const grid = scale.ticks.map(
    (tick) => html`<line class="grid" x1="0" x2="100%" y1="${yOf(tick)}" y2="${yOf(tick)}"/>`,
  );
  const numbers = scale.ticks.map(
    (tick) => html`<text x="100%" y="${yOf(tick) + 4}" text-anchor="end">${chart.format(tick)}</text>`,
  );
  const times = timeTicks(backdrop.endUs).map((us) => {
    const share = us / backdrop.endUs;
    const anchor = share < 0.03 ? 'start' : share > 0.97 ? 'end' : 'middle';
    return html`<text x="${percent(us)}" y="${chart.height - 5}" text-anchor="${anchor}">${formatTick(us)}</text>`;
  });
  return html`<svg class="axis" height="${chart.height}" aria-hidden="true">${numbers}</svg><svg class="time" width="100%" height="${chart.height}" aria-hidden="true">${grid}${bands}${phases}
<svg y="${TOP}" width="100%" height="${plotHeight}" viewBox="0 0 ${WIDE} ${plotHeight}" preserveAspectRatio="none">${shapes(chart, scale, backdrop, plotHeight)}</svg>
${times}<line class="cursor" x1="0" x2="0" y1="${TOP}" y2="${TOP + plotHeight}"/></svg>`;
}

function shapes(chart: Chart, scale: Scale, backdrop: Backdrop, height: number): Markup[] {
  const x = (index: number): number => round((middleOf(chart.spans[index]) / backdrop.endUs) * WIDE);
  const y = (value: number): number => round(height * (1 - shareOf(scale, value)));
  const line = (indexes: readonly number[], values: readonly number[]): string =>
    indexes.map((index) => `${x(index)} ${y(values[index] ?? 0)}`).join('L');
  const shapesOf = ({ draw, look, values }: Series): Markup[] => {
    if (draw === 'bars') return [bars(values, look, x, y, height)];
    const runs = runsOf(chart.spans, values);
    const stroke = html`<path class="line ${look}" d="${runs.map((run) => `M${line(run, values)}h0`)}"/>`;
    const floor = (run: readonly number[]): string =>
      `M${x(run[0] ?? 0)} ${height}L${line(run, values)}L${x(run.at(-1) ?? 0)} ${height}Z`;
    return draw === 'area' ? [html`<path class="area ${look}" d="${runs.map(floor)}"/>`, stroke] : [stroke];
  };
  const [low, high] = (chart.between ?? []).map((index) => chart.series[index]);
  const between =
    low && high
      ? runsOf(chart.spans, high.values).map(
          (run) => `M${line(run, high.values)}L${line(run.toReversed(), low.values)}Z`,
        )
      : [];
  return [html`<path class="between" d="${between}"/>`, ...chart.series.flatMap(shapesOf)];
}

/** A bar for each value above 0, never lower than can be seen. */
function bars(
  values: readonly number[],
  look: string,
  x: (i: number) => number,
  y: (v: number) => number,
  height: number,
): Markup {
  const d = values
    .map((value, index) => (value > 0 ? `M${x(index)} ${height}V${Math.min(height - 6, y(value))}` : ''))
    .join('');
  return html`<path class="bars ${look}" d="${d}"/>`;
}

/** Indexes of values that belong to one unbroken stroke: known, and with no hole between that is longer than they are. */
function runsOf(spans: readonly ChartSpan[], values: readonly number[]): number[][] {
  const runs: number[][] = [];
  let last: ChartSpan | undefined;
  for (const [index, span] of spans.entries()) {
    if (!Number.isFinite(values[index])) continue;
    const longestUs = Math.max(span.toUs - span.fromUs, last ? last.toUs - last.fromUs : 0);
    if (last && span.fromUs - last.toUs <= 1.5 * longestUs) runs.at(-1)?.push(index);
    else runs.push([index]);
    last = span;
  }
  return runs;
}

function middleOf(span: ChartSpan | undefined): number {
  return span ? (span.fromUs + span.toUs) / 2 : 0;
}

function dataTable(chart: Chart, backdrop: Backdrop): Markup {
  const rows = chart.spans.map((span, index) => {
    const cells = chart.series.map(({ values }) => html`<td>${figure(values[index], chart.format)}</td>`);
    const share = round((middleOf(span) / backdrop.endUs) * 100);
    return html`<tr data-x="${share}"><th scope="row">${formatInstant(middleOf(span))}</th>${cells}</tr>`;
  });
  const heads = chart.series.map((series) => html`<th scope="col">${series.name}</th>`);
  return html`<div class="scroll tall"><table><thead><tr><th scope="col">at</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function figure(value: number | undefined, format: (value: number) => string): string {
  return value !== undefined && Number.isFinite(value) ? format(value) : '–';
}

/** `30s`, `1m30s` */
function formatTick(us: number): string {
  const seconds = Math.round(us / 100_000) / 10;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds}s`;
  return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
