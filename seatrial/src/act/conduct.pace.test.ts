import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conducted, factsOf } from './testing/conducted.ts';

/** Records when each iteration of each user began. */
const NOTING =
  "const note = t.history.begin('read', String(t.user.index)); note.end('ok', { value: String(t.user.iteration) });";

describe('users', { concurrency: 2 }, () => {
  for (const threads of [1, 2]) {
    it(`do that many iterations each, on ${threads} threads`, async () => {
      const visit = `journey('visit', async (t) => { ${NOTING} if (t.user.index === 1) await t.sleep('20ms'); })`;
      const { facts } = await conducted(visit, "load('each', visit, { iterationsEach: 7, users: 3 })", { threads });
      const byUser = Map.groupBy(factsOf(facts, 'operation'), (operation) => operation.key);
      assert.deepEqual(Object.fromEntries([...byUser].map(([user, operations]) => [user, operations.length])), {
        1: 7,
        2: 7,
        3: 7,
      });
    });
  }

  it('that are fewer than the threads still start every arrival', async () => {
    const phases =
      "load('many', visit, { users: 3, for: '50ms' }), load('one', visit, { rate: '40/s', for: '500ms', maxUsers: 1 })";
    const { facts } = await conducted("journey('visit', async (t) => { await t.sleep('1ms'); })", phases, {
      threads: 2,
    });
    const arrivals = factsOf(facts, 'arrivals').filter(({ phase }) => phase === 'one');
    assert.equal(
      arrivals.reduce((sum, window) => sum + (window.due ?? 0), 0),
      20,
    );
    // A busy machine drops some; a thread without a user would drop one of two.
    const started = arrivals.reduce((sum, window) => sum + window.started, 0);
    assert.ok(started >= 12, `${started} of 20`);
  });

  it('who wait for their pace do not hold the end of a phase up', async () => {
    const visit = `journey('visit', async (t) => { ${NOTING} })`;
    const { facts, outcome } = await conducted(visit, "load('paced', visit, { users: 3, for: '200ms', pace: '30s' })");
    assert.deepEqual(outcome, { outcome: 'complete' });
    assert.equal(factsOf(facts, 'operation').length, 3);
    assert.deepEqual(factsOf(facts, 'errors'), []);
  });

  it('think as they are told, the same times for the same seed', async () => {
    const visit = `journey('visit', async (t) => {
      for (const time of ['20ms', { between: ['10ms', '30ms'] }, { mean: '20ms', distribution: 'exponential' }, { mean: '20ms', distribution: 'normal' }]) await t.think(time);
      t.check('numbers: ' + t.random.next(), true);
      await t.think({ mean: '1s', distribution: 'bimodal' });
    })`;
    const phases = "load('think', visit, { iterations: 1, users: 1 })";
    const [first, second] = await Promise.all([conducted(visit, phases), conducted(visit, phases)]);
    assert.equal(factsOf(first.facts, 'checks')[0]?.check, factsOf(second.facts, 'checks')[0]?.check);
    assert.match(factsOf(first.facts, 'plan-mistake')[0]?.what ?? '', /no distribution 'bimodal'/);
  });
});
