import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChartSpan, renderChart } from './chart.ts';

const BACKDROP = { endUs: 10e6, phases: [], faults: [] };

/** Strokes of a chart with one line: how many pieces it is in. */
function strokes(spans: readonly ChartSpan[], values: readonly number[]): number {
  const series = [{ name: 'all', draw: 'line', look: 's1', values }] as const;
  const chart = renderChart({ title: 't', height: 100, spans, series, logAllowed: false, format: String }, BACKDROP);
  const path = /<path class="line s1" d="([^"]*)"/.exec(chart.text)?.[1] ?? assert.fail('no line');
  return path.split('M').length - 1;
}

/** Spans that follow one another, as long as told, in seconds. */
function following(...seconds: number[]): ChartSpan[] {
  let toUs = 0;
  return seconds.map((length) => {
    const fromUs = toUs;
    toUs += length * 1e6;
    return { fromUs, toUs };
  });
}

test('spans of different lengths make one stroke', () => {
  assert.equal(strokes(following(1, 1, 1, 0.1, 0.1, 0.1, 0.1), [1, 2, 3, 4, 5, 6, 7]), 1);
});

test('one missing value is drawn over, a longer hole is not', () => {
  assert.equal(strokes(following(1, 1, 1, 1), [1, Number.NaN, 3, 4]), 1);
  assert.equal(strokes(following(1, 1, 1, 1), [1, Number.NaN, Number.NaN, 4]), 2);
  assert.equal(strokes([...following(1), { fromUs: 5e6, toUs: 6e6 }], [1, 2]), 2);
});

test('nothing to draw is said in words', () => {
  const chart = { title: 'Rate', height: 100, spans: [], series: [], logAllowed: false, format: String };
  assert.match(renderChart(chart, BACKDROP).text, /Nothing was recorded/);
});

test('a fault has a band of its own, named and explained', () => {
  const faults = [{ name: 'kill', what: 'kill <api>', fromUs: 2e6, toUs: 3e6 }];
  const series = [{ name: 'all', draw: 'area', look: 's1', values: [1, 2] }] as const;
  const chart = { title: 't', height: 100, spans: following(1, 1), series, logAllowed: false, format: String };
  const { text } = renderChart(chart, { ...BACKDROP, faults });
  assert.match(text, /<rect class="fault-band" x="20%" width="10%"[^>]*><title>kill &lt;api&gt;<\/title>/);
});

test('a phase is named above its stretch where the name has room for more than a letter', () => {
  const phases = [
    { name: 'spike', fromUs: 0, toUs: 9.6e6 },
    { name: 'probe', fromUs: 9.6e6, toUs: 10e6 },
  ];
  const series = [{ name: 'all', draw: 'line', look: 's1', values: [1, 2] }] as const;
  const chart = { title: 't', height: 100, spans: following(5, 5), series, logAllowed: false, format: String };
  const { text } = renderChart(chart, { ...BACKDROP, phases });
  assert.deepEqual(
    [...text.matchAll(/class="phase-name".*?<text[^>]*>(\w+)</g)].map(([, name]) => name),
    ['spike'],
  );
  assert.equal(text.split('class="phase-edge"').length - 1, 2, 'every phase has its edge');
});
