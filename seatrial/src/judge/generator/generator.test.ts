import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { arrivals, generator, phase, room, seconds, timesMs, trial } from '../testing/evidence.ts';
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
    [[{ generator: { lag: timesMs(21, 21, 21) } }], /started iterations late \(p\(99\) 21ms\)/],
    [
      [{ generator: { loopDelayP99Us: 51_000 } }, generator({ toUs: seconds(2), loopDelayP99Us: 51_000 })],
      /event loop was blocked \(p\(99\) up to 51ms\)/,
    ],
    [[{ generator: { cpu: 0.99 } }], /out of CPU \(up to 99% of a core\)/],
    [
      [{}, arrivals({ due: 100, started: 98, dropped: 2 })],
      /2 of 100 arrivals could not start, because no user was free/,
    ],
    [[{ generator: null }], /left no record of itself in phase 'baseline'/],
  ];
  for (const [facts, sentence] of sick) {
    const answer = judgeGenerator(keptUp, trial(phase(...facts)));
    assert.equal(answer.verdict, 'unproven');
    assert.match(answer.because.join('\n'), sentence);
  }
});

test('one hiccup spoils nothing, neither in many windows nor in few', () => {
  const once = judgeGenerator(keptUp, trial(phase({ generator: { loopDelayP99Us: 90_000 } })));
  assert.equal(once.verdict, 'proven');
  assert.match(once.observed, /loop delay p\(99\) up to 90ms \(above 50ms in 1 of 1 record\)/);
  assert.match(once.required, /loop delay p\(99\) above 50ms in at most 20% or in one/);
  const windows = Array.from({ length: 20 }, (_, index) =>
    generator({ toUs: seconds(index + 1), cpu: index < 8 ? 1 : 0.2, loopDelayP99Us: index === 0 ? 90_000 : 1000 }),
  );
  const answer = judgeGenerator(keptUp, trial(phase({ generator: null, to: 20 }, ...windows)));
  assert.equal(answer.verdict, 'proven');
  assert.match(answer.observed, /CPU up to 100% of a core \(above 95% in 8 of 20 records\)/);
  assert.match(answer.required, /CPU above 95% of a core in at most half/);
});

test('one sick phase is enough', () => {
  const ledger = trial([...phase({}), ...phase({ name: 'spike', generator: { cpu: 1 } })]);
  assert.equal(judgeGenerator(keptUp, ledger).verdict, 'unproven');
  assert.equal(judgeGenerator(claim.generator({ during: 'baseline' }), ledger).verdict, 'proven');
});

test('the plan may declare how late iterations may start and how many arrivals may be dropped', () => {
  const ledger = trial(phase({ generator: { lag: timesMs(3) } }, arrivals({ due: 1000, started: 999, dropped: 1 })));
  const judge = (options: object) => judgeGenerator(claim.generator(options), ledger);
  assert.equal(judge({}).verdict, 'proven');
  assert.match(judge({}).observed, /^lag p\(99\) 3ms, 1 of 1,000 arrivals dropped, loop delay/);
  const late = judge({ lag: 'p(99)<2ms' });
  assert.equal(late.verdict, 'unproven');
  assert.match(late.because[0] ?? '', /started iterations late \(p\(99\) 3ms\)/);
  assert.match(late.required, /^lag p\(99\)<2ms, dropped rate<=1%, /);
  assert.match(judge({ lag: 'max<3ms' }).because[0] ?? '', /started iterations late \(max 3ms\)/);
  for (const dropped of ['count==0', 'rate==0', 'rate<0.1%'])
    assert.match(
      judge({ dropped }).because[0] ?? '',
      /1 of 1,000 arrivals could not start, because no user was free/,
      dropped,
    );
  assert.equal(judge({ lag: 'p(99)<4ms', dropped: 'count<2' }).verdict, 'proven');
  assert.match(judge({ lag: 'soon' }).because[0] ?? '', /the limit of lag cannot be read/);
});

test('limits are about schedules: where users set the pace there is neither lag nor an arrival', () => {
  const paced = phase({ generator: { lag: timesMs() } }, arrivals({ due: null }));
  const tight = claim.generator({ lag: 'p(99)<1us', dropped: 'count==0' });
  assert.equal(judgeGenerator(tight, trial(paced)).verdict, 'proven');
});

test('what the system does not tell of descriptors and ports is said', () => {
  const blind = { descriptors: null, descriptorLimit: null, sockets: null, ports: null, portLimit: null };
  const answer = judgeGenerator(keptUp, trial(phase({}, room(blind))));
  assert.equal(answer.verdict, 'proven');
  assert.match(answer.because[1] ?? '', /descriptors and ports were left is not known/);
  assert.equal(judgeGenerator(keptUp, trial(phase({}, room(), room(blind)))).because.length, 1);
});

/** A second of one thread, with 25 arrivals on time and these late ones. */
function second(index: number, given: Parameters<typeof generator>[0] = {}, late: readonly number[] = []) {
  const lag = timesMs(...Array(25).fill(0.1), ...late);
  return generator({ fromUs: seconds(index), toUs: seconds(index + 1), lag, ...given });
}

const judged = (count: number, of: (index: number) => ReturnType<typeof second>) =>
  judgeGenerator(
    keptUp,
    trial(phase({ generator: null, to: count }, ...Array.from({ length: count }, (_, i) => of(i)))),
  );

test('unproven: others had the machine, which looks like idling where users set the pace', () => {
  const starved = judged(6, (index) => second(index, { cpu: 0.12, cpuWait: 0.75 }));
  assert.equal(starved.verdict, 'unproven');
  assert.match(
    starved.because[0] ?? '',
    /waited for a processor in up to 86.2% of the time in which it had something to do/,
  );
  // Users without pauses and the system under test share the machine.
  assert.equal(judged(6, (index) => second(index, { cpu: 0.2, cpuWait: 0.4 })).verdict, 'proven');
  // It had next to nothing to do.
  assert.equal(judged(6, (index) => second(index, { cpu: 0.005, cpuWait: 0.04 })).verdict, 'proven');
  const half = judged(6, (index) => second(index, { cpu: 0.12, cpuWait: index < 3 ? 0.8 : 0.2 }));
  assert.equal(half.verdict, 'proven');
  assert.match(half.observed, /up to 87% of the time in which it had something to do \(above 75% in 2 of 5 records\)/);
  assert.match(half.required, /waiting for a processor above 75% of the time .* in at most half/);
});

test('the first second is warm-up where a phase lasts, and few late arrivals are chance', () => {
  const cold = (index: number) =>
    second(index, index === 0 ? { loopDelayP99Us: 300_000 } : {}, index === 0 ? [80, 80, 80] : []);
  const warm = judged(6, cold);
  assert.equal(warm.verdict, 'proven');
  assert.match(warm.observed, /^lag p\(99\) 100us/);
  assert.equal(judged(2, cold).verdict, 'unproven');
  assert.equal(judged(6, (index) => second(index, {}, index === 3 ? [80, 80] : [])).verdict, 'proven');
  assert.equal(judged(6, (index) => second(index, {}, index === 3 ? [80, 80, 80] : [])).verdict, 'unproven');
});

test('a limit of the plan is about every arrival', () => {
  const facts = Array.from({ length: 6 }, (_, index) => second(index, {}, index === 0 ? [80, 80] : []));
  const ledger = trial(phase({ generator: null, to: 6 }, ...facts));
  assert.equal(judgeGenerator(claim.generator({ lag: 'max<50ms' }), ledger).verdict, 'unproven');
});
