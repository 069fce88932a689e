import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claim.ts';
import { arrivals, generator, phase, seconds, timesMs, trial } from './fixtures.ts';
import { judgeGenerator } from './generator.ts';

const keptUp = claim.generator();

test('proven: it kept up, users setting the pace or a schedule', () => {
  assert.equal(judgeGenerator(keptUp, trial(phase({}))).verdict, 'proven');
  const paced = judgeGenerator(keptUp, trial(phase({ generator: { lag: timesMs() } }, arrivals({ due: null }))));
  assert.equal(paced.verdict, 'proven');
  assert.equal(judgeGenerator(keptUp, trial(phase({}, arrivals({ due: 100, dropped: 1 })))).verdict, 'proven');
});

test('never disproven: each way to fall behind is unproven, with its figure', () => {
  const sick: [Parameters<typeof phase>, RegExp][] = [
    [[{ generator: { lag: timesMs(21) } }], /started iterations late \(p\(99\) 21ms\)/],
    [
      [{ generator: { loopDelayP99Us: 51_000 } }, generator({ toUs: seconds(2), loopDelayP99Us: 51_000 })],
      /event loop was blocked \(p\(99\) up to 51ms\)/,
    ],
    [[{ generator: { cpu: 0.99 } }], /out of CPU \(up to 99% of a core\)/],
    [[{}, arrivals({ due: 100, started: 98, dropped: 2 })], /2 of 100 arrivals found nobody free/],
    [[{ generator: null }], /left no record of itself in phase 'baseline'/],
  ];
  for (const [facts, sentence] of sick) {
    const answer = judgeGenerator(keptUp, trial(phase(...facts)));
    assert.equal(answer.verdict, 'unproven');
    assert.match(answer.because.join('\n'), sentence);
  }
});

test('one hiccup spoils nothing, neither in many windows nor in few', () => {
  assert.equal(judgeGenerator(keptUp, trial(phase({ generator: { loopDelayP99Us: 90_000 } }))).verdict, 'proven');
  const windows = Array.from({ length: 20 }, (_, index) =>
    generator({ toUs: seconds(index + 1), cpu: index < 8 ? 1 : 0.2, loopDelayP99Us: index === 0 ? 90_000 : 1000 }),
  );
  assert.equal(judgeGenerator(keptUp, trial(phase({ generator: null, to: 20 }, ...windows))).verdict, 'proven');
});

test('one sick phase is enough', () => {
  const ledger = trial([...phase({}), ...phase({ name: 'spike', generator: { cpu: 1 } })]);
  assert.equal(judgeGenerator(keptUp, ledger).verdict, 'unproven');
  assert.equal(judgeGenerator(claim.generator({ during: 'baseline' }), ledger).verdict, 'proven');
});
