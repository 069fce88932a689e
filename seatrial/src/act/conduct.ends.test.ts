import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conducted, factsOf } from './testing/conducted.ts';

const VISIT = `journey('visit', async (t) => { await t.http.get('/as/' + t.data.who); }, {
  setup: async (t) => { await t.http.post('/login'); return { who: 'ann', tags: new Map([['a', 1]]) }; },
  teardown: async (t, data) => { await t.http.delete('/login/' + data.who); },
})`;

describe('setup and teardown', { concurrency: 2 }, () => {
  for (const threads of [1, 2]) {
    it(`are done once a phase, around its load, on ${threads} threads`, async () => {
      const phases = "load('one', visit, { iterations: 6, users: 2 }), load('two', visit, { iterations: 4, users: 2 })";
      const { outcome, asked, facts } = await conducted(VISIT, phases, { threads });
      assert.deepEqual(outcome, { outcome: 'complete' });
      const visits = (count: number): string[] => Array.from({ length: count }, () => 'GET /as/ann');
      const phase = (count: number): string[] => ['POST /login', ...visits(count), 'DELETE /login/ann'];
      assert.deepEqual(asked, [...phase(6), ...phase(4)]);
      const counted = Object.entries(
        Object.groupBy(factsOf(facts, 'window'), (window) => `${window.journey}: ${window.step}`),
      ).map(([what, windows]) => [what, windows?.reduce((sum, window) => sum + window.count, 0)]);
      assert.deepEqual(Object.fromEntries(counted), {
        'visit setup: POST /login': 2,
        'visit: GET /as/ann': 10,
        'visit: iteration': 10,
        'visit teardown: DELETE /login/ann': 2,
      });
    });

    it(`give data that nobody can change, on ${threads} threads`, async () => {
      const visit =
        "journey('visit', async (t) => { try { t.data.list.push(1); } catch (error) { t.check(error.name, true); } }, { setup: async () => ({ list: [] }) })";
      const { facts } = await conducted(visit, "load('one', visit, { iterations: 2, users: 2 })", { threads });
      assert.deepEqual([...new Set(factsOf(facts, 'checks').map(({ check }) => check))], ['TypeError']);
    });

    it(`fail the phase before its load when the setup throws, on ${threads} threads`, async () => {
      const visit =
        "journey('visit', async (t) => { await t.http.get('/'); }, { setup: async () => { throw new Error('no tenant left'); } })";
      const { outcome, asked, facts } = await conducted(visit, "load('one', visit, { iterations: 2, users: 2 })", {
        threads,
      });
      const because = "the setup of 'visit' failed: Error: no tenant left";
      assert.deepEqual(outcome, { outcome: 'failed', because });
      assert.deepEqual(factsOf(facts, 'phase-ended'), [
        { kind: 'phase-ended', phase: 'one', outcome: 'failed', because },
      ]);
      assert.deepEqual(asked, []);
    });

    it(`tear down what an interrupted phase set up, on ${threads} threads`, async () => {
      const visit = VISIT.replace("'/as/' + t.data.who", "'/stop'");
      const how = { threads, interruptAt: '/stop' };
      const { outcome, asked } = await conducted(visit, "load('one', visit, { users: 2, for: '20s' })", how);
      assert.equal(outcome.outcome, 'interrupted');
      assert.equal(asked.at(-1), 'DELETE /login/ann');
    });
  }

  it('refuse data that cannot be copied', async () => {
    const visit = "journey('visit', async () => {}, { setup: async () => ({ call: () => 1 }) })";
    const { outcome, facts } = await conducted(visit, "load('one', visit, { iterations: 1, users: 1 })");
    assert.match(outcome.because ?? '', /^the plan has a mistake \(\S+:\d+\)$/);
    assert.match(factsOf(facts, 'plan-mistake')[0]?.what ?? '', /^what setup returns must be plain data/);
  });

  it('keep a teardown that failed as an error of its own', async () => {
    const visit =
      "journey('visit', async () => {}, { teardown: async () => { throw new Error('the tenant is still there'); } })";
    const { outcome, facts } = await conducted(visit, "load('one', visit, { iterations: 1, users: 1 })");
    assert.deepEqual(outcome, { outcome: 'complete' });
    const [error] = factsOf(facts, 'errors');
    assert.deepEqual([error?.journey, error?.step, error?.cause], ['visit teardown', 'teardown', 'journey threw']);
    assert.match(error?.example ?? '', /^Error: the tenant is still there at \S+:\d+$/);
  });
});
