import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Histogram } from '../std/histogram.ts';
import { conducted, factsOf } from './testing/conducted.ts';

const VISIT = `journey('visit', async (t) => {
  t.metric.count('items', t.user.index);
  t.metric.gauge('level', t.user.iteration - 1);
  t.metric.rate('cached', t.user.iteration % 2 === 0);
  t.metric.trend('score', t.user.iteration / 10);
})`;

describe('metrics of a journey', { concurrency: 2 }, () => {
  for (const threads of [1, 2]) {
    it(`come together over windows and users, on ${threads} threads`, async () => {
      const phases = "load('measure', visit, { iterationsEach: 4, users: 3 })";
      const { facts } = await conducted(VISIT, phases, { threads });
      const sums = { items: 0, passes: 0, fails: 0, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
      const scores = new Histogram();
      for (const reading of factsOf(facts, 'metric')) {
        assert.deepEqual([reading.phase, reading.journey], ['measure', 'visit']);
        if (reading.type === 'counter') sums.items += reading.sum;
        if (reading.type === 'gauge') sums.least = Math.min(sums.least, reading.least);
        if (reading.type === 'gauge') sums.most = Math.max(sums.most, reading.most);
        if (reading.type === 'rate') sums.passes += reading.passes;
        if (reading.type === 'rate') sums.fails += reading.fails;
        if (reading.type === 'trend') scores.add(reading.values);
      }
      assert.deepEqual(sums, { items: 4 * (1 + 2 + 3), passes: 6, fails: 6, least: -1, most: 2 });
      assert.deepEqual([scores.count, scores.minUs, scores.maxUs], [12, 0, 300]);
    });
  }

  it('refuse what cannot be measured', async () => {
    const visit = "journey('visit', async (t) => { t.metric.trend('score', Number.NaN); })";
    const { facts } = await conducted(visit, "load('measure', visit, { iterations: 1, users: 1 })");
    assert.match(factsOf(facts, 'plan-mistake')[0]?.what ?? '', /t\.metric\.trend\('score'\): NaN cannot be measured/);
    assert.deepEqual(factsOf(facts, 'metric'), []);
  });

  it('under more names than can be kept are counted together', async () => {
    const visit = "journey('visit', async (t) => { for (let n = 0; n < 500; n++) t.metric.count('item ' + n); })";
    const { facts } = await conducted(visit, "load('measure', visit, { iterations: 1, users: 1 })");
    const readings = factsOf(facts, 'metric');
    assert.equal(readings.length, 201);
    assert.equal(
      readings.reduce((sum, reading) => sum + (reading.type === 'counter' ? reading.sum : 0), 0),
      500,
    );
  });
});
