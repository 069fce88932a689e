import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fact } from '../evidence/records.ts';
import { sha256 } from '../std/digest.ts';
import { conducted, factsOf } from './testing/conducted.ts';

const TAKING = "t.history.begin('read', t.next(people).name).end('ok', { value: null })";
const PEOPLE = { 'people.csv': 'name,city\nann,"Ghent, B"\nbob,Bonn\ncid,Cork\ndot,Delft\neve,Espoo\n' };

const journeyOn = (feeder: string, body = TAKING): string =>
  `(() => { const people = ${feeder}; return journey('visit', async (t) => { ${body}; await t.sleep('1ms'); }); })()`;

/** How often each row was taken. */
function taken(facts: readonly Fact[]): Record<string, number> {
  const byName = Map.groupBy(factsOf(facts, 'operation'), (operation) => operation.key);
  return Object.fromEntries([...byName].map(([name, group]) => [name, group.length]));
}

describe('feeders', { concurrency: 2 }, () => {
  for (const threads of [1, 3]) {
    it(`that are circular give every row as often as any other, on ${threads} threads`, async () => {
      const phases = "load('feed', visit, { iterationsEach: 10, users: 3 })";
      const { facts } = await conducted(journeyOn("feeder.csv('people.csv')"), phases, { threads, files: PEOPLE });
      const counts = taken(facts);
      assert.deepEqual(Object.keys(counts).sort(), ['ann', 'bob', 'cid', 'dot', 'eve']);
      for (const count of Object.values(counts)) assert.ok(Math.abs(count - 6) <= threads, JSON.stringify(counts));
    });

    it(`that are unique give each row once, then stop their users, on ${threads} threads`, async () => {
      const visit = journeyOn("feeder.csv('people.csv', { order: 'unique' })");
      const phases =
        "load('feed', visit, { iterationsEach: 20, users: 3 }), load('next', visit, { iterations: 1, users: 1 })";
      const { outcome, facts } = await conducted(visit, phases, { threads, files: PEOPLE });
      assert.deepEqual(outcome, { outcome: 'complete' });
      const first = facts.filter((fact) => 'phase' in fact && fact.phase === 'feed');
      assert.deepEqual(taken(first), { ann: 1, bob: 1, cid: 1, dot: 1, eve: 1 });
      const errors = factsOf(first, 'errors');
      assert.deepEqual([...new Set(errors.map(({ cause }) => cause))], ['feeder ran dry']);
      assert.equal(
        errors.reduce((sum, error) => sum + error.count, 0),
        3,
      );
      assert.match(errors[0]?.example ?? '', /all 5 rows of people\.csv were taken/);
      assert.equal(
        factsOf(first, 'window').reduce((sum, window) => sum + window.count, 0),
        5,
      );
    });
  }

  it('are on record once a phase and thread, with a digest of their file, whatever their order', async () => {
    const digest = sha256(PEOPLE['people.csv']);
    for (const order of ['circular', 'random']) {
      const visit = journeyOn(`feeder.csv('people.csv', { order: '${order}' })`);
      const phases = "load('feed', visit, { iterationsEach: 3, users: 2 })";
      const { facts } = await conducted(visit, phases, { threads: 2, files: PEOPLE });
      const records = factsOf(facts, 'feeder').toSorted((a, b) => a.worker - b.worker);
      const expected = {
        kind: 'feeder',
        phase: 'feed',
        journey: 'visit',
        feeder: 'people.csv',
        order,
        rows: 5,
        digest,
      };
      assert.deepEqual(
        records,
        [1, 2].map((worker) => ({ ...expected, worker })),
      );
    }
  });

  it('that ran dry drop the arrivals nobody is left for', async () => {
    const visit = journeyOn("feeder.of([{ name: 'ann' }, { name: 'bob' }], { order: 'unique' })");
    const { facts } = await conducted(visit, "load('feed', visit, { rate: '50/s', for: '400ms', maxUsers: 4 })");
    assert.deepEqual(taken(facts), { ann: 1, bob: 1 });
    const arrivals = factsOf(facts, 'arrivals');
    const sum = (what: 'started' | 'dropped'): number => arrivals.reduce((total, window) => total + window[what], 0);
    // Six are started at most: two that find a row, and four users that find none. A busy machine drops more.
    assert.ok(sum('dropped') >= 14, `${sum('dropped')}`);
    assert.equal(sum('started') + sum('dropped'), 20);
  });

  it('stop their user also where the journey catches what t.next throws', async () => {
    const visit = journeyOn("feeder.of([{ name: 'ann' }], { order: 'unique' })", `try { ${TAKING} } catch {}`);
    const { facts } = await conducted(visit, "load('feed', visit, { users: 1, for: '200ms' })");
    assert.deepEqual(
      factsOf(facts, 'errors').map(({ cause, count }) => [cause, count]),
      [['feeder ran dry', 1]],
    );
  });

  it('that are random give the same rows for the same seed', async () => {
    const visit = journeyOn("feeder.json('list.json', { order: 'random' })");
    const files = { 'list.json': JSON.stringify([...'abcdefghij'].map((name) => ({ name }))) };
    const run = () => conducted(visit, "load('feed', visit, { iterationsEach: 20, users: 2 })", { files });
    const [first, second] = [await run(), await run()];
    assert.deepEqual(taken(first.facts), taken(second.facts));
    assert.ok(Object.keys(taken(first.facts)).length > 5);
  });

  it('give a row the fields its file names', async () => {
    const visit = journeyOn("feeder.csv('people.csv')", 't.check(t.next(people).city, true)');
    const { facts } = await conducted(visit, "load('feed', visit, { iterations: 1, users: 1 })", { files: PEOPLE });
    assert.equal(factsOf(facts, 'checks')[0]?.check, 'Ghent, B');
  });
});
