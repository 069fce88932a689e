import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Begun, UnderWay } from './under-way.ts';

test('property: what is awaited is what was begun or waited for, and has not ended, been left or kept open', () => {
  const deed = fc.record({
    what: fc.constantFrom<'begin' | 'end' | 'keep' | 'wait' | 'leave'>('begin', 'end', 'keep', 'wait', 'leave'),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(deed), (deeds) => {
      const underWay = new UnderWay();
      const states = new Map<Begun, 'awaited' | 'open' | 'floating'>();
      const those = (state: string): Begun[] => [...states].filter(([, is]) => is === state).map(([one]) => one);
      for (const { what, which } of deeds) {
        const one = [...states.keys()][which % Math.max(1, states.size)];
        if (what === 'begin') states.set(underWay.begin(`step ${which}`, 'request', which), 'awaited');
        else if (what === 'leave') {
          assert.deepEqual(new Set(underWay.leave()), new Set(those('awaited')));
          for (const left of those('awaited')) states.set(left, 'floating');
        } else if (one !== undefined) {
          if (what === 'end') {
            underWay.end(one);
            states.delete(one);
          } else if (what === 'keep') {
            underWay.keepOpen(one);
            if (states.get(one) === 'awaited') states.set(one, 'open');
          } else {
            underWay.wait(one);
            if (states.get(one) === 'open') states.set(one, 'awaited');
          }
        }
        assert.equal(underWay.awaited, those('awaited').length);
        assert.deepEqual(new Set(underWay.unfinished()), new Set([...those('awaited'), ...those('floating')]));
      }
    }),
  );
});
