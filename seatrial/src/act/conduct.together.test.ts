import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conducted, factsOf } from './testing/conducted.ts';

const VISIT = "journey('visit', async (t) => { await t.http.get('/'); await t.sleep('10ms'); })";

describe('phases of a group', () => {
  for (const threads of [1, 2]) {
    it(`run at the same time, each from its own start, on ${threads} threads`, async () => {
      const phases = `together([
        load('long', visit, { users: 2, for: '700ms' }),
        load('late', visit, { users: 2, for: '200ms', startAfter: '300ms' }),
      ]), load('after', visit, { iterations: 3, users: 1 })`;
      const { outcome, facts } = await conducted(VISIT, phases, { threads });
      assert.deepEqual(outcome, { outcome: 'complete' });
      const story = facts.flatMap((fact) =>
        fact.kind === 'phase-started' || fact.kind === 'phase-ended' ? [`${fact.kind} ${fact.phase}`] : [],
      );
      assert.deepEqual(story, [
        'phase-started long',
        'phase-started late',
        'phase-ended late',
        'phase-ended long',
        'phase-started after',
        'phase-ended after',
      ]);
      const spans = Map.groupBy(factsOf(facts, 'generator'), (fact) => fact.phase);
      const fromUs = (phase: string): number => Math.min(...(spans.get(phase) ?? []).map((span) => span.fromUs));
      const lateMs = (fromUs('late') - fromUs('long')) / 1000;
      assert.ok(lateMs > 250 && lateMs < 600, `the late phase started ${lateMs}ms after the other`);
      for (const phase of ['long', 'late', 'after']) {
        assert.ok(factsOf(facts, 'window').some((window) => window.phase === phase && window.count > 0));
      }
    });
  }

  it('that have not started when the trial is interrupted never do', async () => {
    const visit = "journey('visit', async (t) => { await t.http.get('/stop'); })";
    const phases =
      "together([load('now', visit, { users: 1, for: '20s' }), load('late', visit, { users: 1, for: '1s', startAfter: '10s' })])";
    const { outcome, facts } = await conducted(visit, phases, { interruptAt: '/stop' });
    assert.equal(outcome.outcome, 'interrupted');
    assert.deepEqual(
      factsOf(facts, 'phase-started').map(({ phase }) => phase),
      ['now'],
    );
  });
});
