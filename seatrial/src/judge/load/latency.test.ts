import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import {
  errors,
  generator,
  order,
  phase,
  room,
  seconds,
  type TimedFact,
  timesMs,
  trial,
  unfinished,
  window,
} from '../testing/evidence.ts';
import { judgeLatency } from './latency.ts';

const p95 = claim.latency(order, 'p(95)<200ms');
/** Behind the first second of its phase. */
const warm = { fromUs: seconds(2), toUs: seconds(3) };
const quick = Array.from({ length: 99 }, () => 100);

test('proven: the bound is kept by enough samples, and service time stands beside it', () => {
  const answer = judgeLatency(p95, trial(phase({}, window([...quick, 900], { service: timesMs(80) }))));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.observed, 'p(95) = 100ms of 100 requests (service time 80ms)');
  assert.deepEqual(answer.because, ['1 of 100 requests took longer than 200ms']);
});

test('disproven: windows of every step are merged, and each phase is judged for itself', () => {
  const slow = window([300, 300, 300, 300, 300, 300], { step: 'GET /orders', phase: 'spike', atUs: seconds(12) });
  const answer = judgeLatency(p95, trial([...phase({}, window(quick)), ...phase({ name: 'spike', from: 10 }, slow)]));
  assert.equal(answer.verdict, 'disproven');
  assert.match(answer.because[0] ?? '', /^phase 'spike': 6 of 6 requests took longer than 200ms$/);
});

test('every aggregation is read as it is written', () => {
  const health = { lag: timesMs(), loopDelayP99Us: 0, loopDelayMaxUs: 0 };
  const ledger = trial(phase({ generator: health }, window([10, 20, 30, 40], warm)));
  const verdict = (threshold: string): string =>
    judgeLatency(claim.latency(order, threshold, { minSamples: 4 }), ledger).verdict;
  for (const kept of ['avg==25', 'min>=10ms', 'max<=40', 'med<21', 'p(50)<21', 'p(100)==40', 'p(75)>29']) {
    assert.equal(verdict(kept), 'proven', kept);
  }
  for (const broken of ['avg<25', 'min>10', 'max<40', 'med>21', 'p(100)!=40']) {
    assert.equal(verdict(broken), 'disproven', broken);
  }
});

test('the whole journey can be asked for, and never stands in for requests', () => {
  const iterations = window(
    quick.map(() => 500),
    { step: 'iteration' },
  );
  assert.equal(judgeLatency(p95, trial(phase({}, window(quick), iterations))).verdict, 'proven');
  assert.equal(judgeLatency(p95, trial(phase({}, iterations))).verdict, 'unproven');
  const whole = claim.latency(order, 'p(95)<200ms', { step: 'iteration' });
  assert.equal(judgeLatency(whole, trial(phase({}, window(quick), iterations))).verdict, 'disproven');
});

test('quick reading back does not dilute what users waited for', () => {
  const back = phase({ name: 'back', action: 'read-back', from: 10 }, window(Array(2000).fill(1), { phase: 'back' }));
  assert.equal(judgeLatency(p95, trial([...phase({}, window(quick.map(() => 500))), ...back])).verdict, 'disproven');
});

test('unproven: too few samples, or a step that was never recorded', () => {
  const few = judgeLatency(p95, trial(phase({}, window([1, 1]))));
  assert.deepEqual(
    [few.verdict, few.because[0]],
    [
      'unproven',
      'there were 2 requests, too few to show p(95)<200ms: at least 59 are needed to see a violation with 95% confidence',
    ],
  );
  const failing = judgeLatency(p95, trial(phase({}, window(quick.slice(0, 60), { failed: 2 }))));
  assert.deepEqual(
    [failing.verdict, failing.because[0]],
    [
      'unproven',
      '58 of 60 requests succeeded, too few to show p(95)<200ms: at least 59 are needed to see a violation with 95% confidence',
    ],
  );
  const unknown = judgeLatency(claim.latency(order, 'p(95)<200', { step: 'GET /' }), trial(phase({}, window(quick))));
  assert.equal(unknown.verdict, 'unproven');
  assert.match(unknown.because[0] ?? '', /step 'GET \/' of 'order' was never recorded; what was: 'POST \/orders'/);
});

test('unproven: quick failures do not make slow successes fast enough', () => {
  const mixed = [...Array.from({ length: 960 }, () => 1), ...Array.from({ length: 40 }, () => 500)];
  assert.equal(judgeLatency(p95, trial(phase({}, window(mixed)))).verdict, 'proven');
  const answer = judgeLatency(p95, trial(phase({}, window(mixed, { failed: 960 }))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^960 requests failed; had those been the fastest, p\(95\) of the others is/);
  assert.equal(judgeLatency(p95, trial(phase({}, window(quick, { failed: 99 })))).verdict, 'unproven');
  assert.equal(
    judgeLatency(
      p95,
      trial(
        phase(
          {},
          window(
            quick.map(() => 30_000),
            { failed: 99 },
          ),
        ),
      ),
    ).verdict,
    'disproven',
  );
});

test('unproven: the bound was broken, but the generator was late', () => {
  const ledger = trial(phase({ generator: { lag: timesMs(80) } }, window(quick.map(() => 900))));
  const answer = judgeLatency(p95, ledger);
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], 'the bound was broken, but the figure may be about the load generator');
  assert.match(answer.because[1] ?? '', /started iterations late \(p\(99\) 80ms\)/);
});

test('proven: the bound was kept although the generator was late, which only lengthens times', () => {
  const answer = judgeLatency(p95, trial(phase({ generator: { lag: timesMs(80) } }, window(quick))));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.because[0], 'the bound was kept although the load generator made times longer');
});

test('unproven: a bound kept by a generator that was out of CPU, or a lower bound kept by a late one', () => {
  const starved = trial(phase({ generator: { cpu: 1 } }, window(quick)));
  assert.equal(judgeLatency(p95, starved).verdict, 'unproven');
  const late = trial(phase({ generator: { lag: timesMs(80) } }, window(quick)));
  assert.equal(judgeLatency(claim.latency(order, 'p(95)>1us'), late).verdict, 'unproven');
});

test('disproven: few samples, of which not one keeps the bound', () => {
  assert.equal(judgeLatency(p95, trial(phase({}, window([900, 950])))).verdict, 'disproven');
  assert.equal(judgeLatency(p95, trial(phase({}, window([1, 950])))).verdict, 'unproven');
});

test('unproven: a threshold that cannot be read says how to write one', () => {
  const answer = judgeLatency(claim.latency(order, 'p(950)<200'), trial(phase({}, window(quick))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /cannot be read: .*such as 'p\(95\)<200ms'/);
});

test('tags select requests, of one step or of all, and windows of several sets are merged', () => {
  const facts = [
    window(quick, { tags: { kind: 'small', size: '1' } }),
    window(quick, { tags: { kind: 'small', size: '2' }, step: 'GET /orders' }),
    window(
      quick.map(() => 900),
      { tags: { kind: 'large' }, ...warm },
    ),
    window(
      quick.map(() => 900),
      warm,
    ),
  ];
  const ledger = trial(phase({}, ...facts));
  const judge = (options: object) => judgeLatency(claim.latency(order, 'p(95)<200ms', options), ledger);
  assert.equal(judge({}).verdict, 'disproven');
  const small = judge({ tags: { kind: 'small' } });
  assert.deepEqual([small.verdict, small.observed], ['proven', 'p(95) = 100ms of 198 requests (service time 100ms)']);
  assert.match(judge({ tags: { kind: 'small', size: 2 } }).observed, /of 99 requests/);
  assert.match(judge({ tags: { kind: 'small' }, step: 'POST /orders' }).observed, /of 99 requests/);
  assert.equal(judge({ tags: { kind: 'large' } }).verdict, 'disproven');
});

test('unproven: nothing has the tags, which is said with what was tagged', () => {
  const asked = claim.latency(order, 'p(95)<200ms', { tags: { kind: 'smal' } });
  const tagged = judgeLatency(asked, trial(phase({}, window(quick, { tags: { kind: 'small' } }))));
  assert.deepEqual(
    [tagged.verdict, tagged.because],
    ['unproven', ["nothing matched {kind:smal}; what was tagged: '{kind:small}'"]],
  );
  const bare = judgeLatency(asked, trial(phase({}, window(quick))));
  assert.deepEqual([bare.verdict, bare.because], ['unproven', ['nothing matched {kind:smal}; no request was tagged']]);
});

test('unproven: there were more sets of tags than are told apart', () => {
  const small = { tags: { kind: 'small' } };
  const facts = [window(quick, small), window(quick, { tags: 'too many', step: 'GET /orders' })];
  const ledger = trial(phase({}, ...facts));
  const answer = judgeLatency(claim.latency(order, 'p(95)<200ms', small), ledger);
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /the tags of 99 requests are not known; use tags with few values/);
  const elsewhere = { ...small, step: 'POST /orders' };
  assert.equal(judgeLatency(claim.latency(order, 'p(95)<200ms', elsewhere), ledger).verdict, 'proven');
  assert.equal(judgeLatency(p95, ledger).verdict, 'proven');
});

test('unproven: the generator ran out of descriptors or ports, or nearly', () => {
  const out = errors(3, { cause: 'no descriptor left', example: 'EMFILE' });
  const short: [Parameters<typeof room>[0] | null, RegExp][] = [
    [null, /3 requests never left the load generator: it had no file descriptor left/],
    [{ descriptors: 900 }, /it used 900 of 1,000 file descriptors/],
    [{ ports: 27_000 }, /it used 27,000 of 28,232 local ports/],
  ];
  for (const [given, sentence] of short) {
    const facts = [window(quick), given === null ? out : room(given)];
    const answer = judgeLatency(p95, trial(phase({}, ...facts)));
    assert.equal(answer.verdict, 'unproven');
    assert.match(answer.because.join('\n'), sentence);
  }
  const plenty = [window(quick), room({ descriptors: 899, ports: 25_000 })];
  assert.equal(judgeLatency(p95, trial(phase({}, ...plenty))).verdict, 'proven');
  const later = room({ descriptors: 1000, atUs: seconds(11) });
  assert.equal(judgeLatency(p95, trial([...phase({}, window(quick)), later])).verdict, 'proven');
});

test('unproven: too few times for so high a percentile', () => {
  const high = claim.latency(order, 'p(99.9)<50ms');
  assert.equal(judgeLatency(high, trial(phase({}, window(Array(50).fill(5))))).verdict, 'unproven');
  assert.equal(judgeLatency(high, trial(phase({}, window(Array(2995).fill(5))))).verdict, 'proven');
  const once = judgeLatency(high, trial(phase({}, window([...Array(500).fill(5), 80], warm))));
  assert.equal(once.verdict, 'unproven');
  assert.match(once.because[0] ?? '', /^1 of 501 requests was slower; p\(99.9\)<50ms cannot be told from so few$/);
  assert.equal(
    judgeLatency(high, trial(phase({}, window([...Array(500).fill(5), 80, 80], warm)))).verdict,
    'disproven',
  );
});

test('what reached a limit of our own client may have taken any time', () => {
  const cut = (count: number) => errors(count, { cause: 'own limit' });
  const thousand = window(Array(1000).fill(5), { failed: 3 });
  assert.equal(judgeLatency(p95, trial(phase({}, thousand, cut(3)))).verdict, 'proven');
  assert.equal(
    judgeLatency(p95, trial(phase({}, window(Array(1000).fill(5), { failed: 60 }), cut(60)))).verdict,
    'unproven',
  );
});

test('a bound that was broken by less than the generator was late is not held against the system', () => {
  const late = { lag: timesMs(15), loopDelayP99Us: 30_000, loopDelayMaxUs: 60_000 };
  const judge = (ms: number, threshold = 'p(95)<200ms') =>
    judgeLatency(claim.latency(order, threshold), trial(phase({ generator: late }, window(Array(100).fill(ms)))));
  const doubted = judge(220);
  assert.equal(doubted.verdict, 'unproven');
  assert.match(
    doubted.because[0] ?? '',
    /^the excess over the bound may be the load generator's own delay \(45ms\), so it is not held against the service$/,
  );
  assert.equal(judge(250).verdict, 'disproven');
  assert.equal(judge(250, 'max<200ms').verdict, 'unproven');
  assert.equal(judge(280, 'max<200ms').verdict, 'disproven');
  assert.equal(judge(190).verdict, 'proven');
});

test('what warms up in the first second of ours is no disproof', () => {
  const cold = generator({ toUs: seconds(1), lag: timesMs(...Array(20).fill(300)) });
  const warm = Array.from({ length: 4 }, (_, index) =>
    generator({ fromUs: seconds(index + 1), toUs: seconds(index + 2) }),
  );
  const ledger = trial(
    phase({ generator: null, to: 5 }, cold, ...warm, window(Array(20).fill(310)), window(Array(20).fill(5))),
  );
  assert.equal(judgeLatency(p95, ledger).verdict, 'unproven');
});

test('unproven: the bound was broken only in the first second, unless everything broke it', () => {
  const at = (second: number, ...ms: number[]) =>
    window(ms, { fromUs: seconds(second), toUs: seconds(second + 1), atUs: seconds(second + 1) });
  const judge = (...facts: TimedFact[]) => judgeLatency(p95, trial(phase({}, ...facts)));
  const cold = [...Array(20).fill(5), ...Array(10).fill(900)];
  const answer = judge(at(0, ...cold), at(1, ...Array(80).fill(5)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because.join('\n'), /broken only in the first second of the phase.*80 times after it keep it/);
  assert.equal(judge(at(0, ...cold)).verdict, 'unproven');
  assert.equal(judge(at(0, ...cold), at(1, ...Array(80).fill(900))).verdict, 'disproven');
  assert.equal(judge(at(0, ...Array(30).fill(900))).verdict, 'disproven');
});

test('unproven: a step that is not counted is slow by itself, unless it waits for requests', () => {
  const step = (ms: number, count = 60) => window(Array(count).fill(ms), { step: 'db', of: 'step' });
  const answer = judgeLatency(p95, trial(phase({}, window(quick), step(900))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^step 'db' is not counted here, .* would break the bound: p\(95\) = 9\d\dms of 60/,
  );
  assert.equal(judgeLatency(p95, trial(phase({}, window(quick), step(150)))).verdict, 'proven', 'it keeps the bound');
  const around = judgeLatency(p95, trial(phase({}, window(Array(600).fill(100)), step(1000))));
  assert.equal(around.verdict, 'proven', 'ten requests in each');
  const named = claim.latency(order, 'p(95)<200ms', { step: 'POST /orders' });
  assert.equal(judgeLatency(named, trial(phase({}, window(quick), step(900)))).verdict, 'proven');
  assert.equal(judgeLatency(p95, trial(phase({}, window(Array(99).fill(900), warm), step(900)))).verdict, 'disproven');
});

test('unproven: the blocks of a step were quick because requests in them failed', () => {
  const blocks = window(Array(100).fill(1), { step: 'checkout', of: 'step', failed: 100, requestFailed: 100 });
  const named = claim.latency(order, 'p(95)<200ms', { step: 'checkout' });
  const answer = judgeLatency(named, trial(phase({}, blocks)));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], 'all 100 steps failed, so there is no time of a success');
});

test('what waited without an answer is said to have waited, not to have taken long', () => {
  const claimed = claim.latency(order, 'p(95)<200ms');
  const none = judgeLatency(claimed, trial(phase({}, unfinished(10, 5))));
  assert.equal(none.verdict, 'disproven');
  assert.equal(
    none.because[0],
    '10 requests had waited for longer than 200ms without an answer when Seatrial ended the phase',
  );
  assert.doesNotMatch(none.because.join(), /0 of 0/);
  const some = judgeLatency(claimed, trial(phase({}, window(Array(20).fill(10)), unfinished(10, 5))));
  assert.match(some.because.join(), /0 of 20 requests took longer than 200ms.*10 requests had waited for longer/s);
});

test('unproven: what waited long is no request, but a step, a message or an iteration', () => {
  const p90 = (given: object) => claim.latency(order, 'p(90)<500ms', given);
  const asked = window(Array(50).fill(10), { of: 'request', step: 'GET /' });
  for (const kind of ['step', 'message', 'iteration'] as const) {
    const waiting = unfinished(10, 3, { of: kind, step: kind === 'iteration' ? kind : 'wait for a message' });
    const ledger = trial(phase({}, asked, waiting));
    const whole = judgeLatency(p90({}), ledger);
    assert.equal(whole.verdict, 'unproven', whole.because.join());
    assert.doesNotMatch(whole.because.join(), /requests had waited/);
    assert.match(whole.because.join(), new RegExp(`10 ${kind}s were still under way`));
    assert.equal(judgeLatency(p90({ step: 'GET /' }), ledger).verdict, 'proven');
  }
  const steps = unfinished(11, 3, { of: 'step', step: 'open' });
  const both = judgeLatency(p90({}), trial(phase({}, asked, unfinished(10, 3), steps)));
  assert.equal(both.verdict, 'disproven', 'requests in steps, and one step that waits for something else');
  const own = judgeLatency(p90({ step: 'open' }), trial(phase({}, asked, steps)));
  assert.equal(own.verdict, 'disproven', 'a claim about the step itself');
});
