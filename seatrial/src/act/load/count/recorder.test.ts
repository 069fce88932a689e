import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WHOLE_JOURNEY } from '../../../evidence/counted.ts';
import type { Fact } from '../../../evidence/records.ts';
import { Histogram } from '../../../std/histogram.ts';
import { Facts } from '../testing/stage.ts';
import { Recorder } from './recorder.ts';

const WHERE = { phase: 'load', journey: 'visit' };

function recording(): { recorder: Recorder; facts: Facts } {
  const facts = new Facts();
  return { recorder: new Recorder((fact: Fact) => void facts.list.push(fact), WHERE, 0), facts };
}

function completion(us = 100, failed = false) {
  return { dueUs: 0, startedUs: us / 2, endedUs: us, failed, cause: null, why: '', bytesSent: 1, bytesReceived: 2 };
}

test('property: windows add up to everything that was recorded, and follow each other without a gap', () => {
  const step = fc.constantFrom('GET /', 'PUT /', 'pay');
  const event = fc.oneof(
    fc.record({ step, us: fc.nat(1e9), failed: fc.boolean() }),
    fc.constantFrom<'flush' | 'due' | 'dropped'>('flush', 'due', 'dropped'),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { recorder, facts } = recording();
      let nowUs = 0;
      for (const what of events) {
        nowUs += 0.4;
        if (what === 'flush') recorder.flush(nowUs, 0, true);
        else if (what === 'due') recorder.fellDue();
        else if (what === 'dropped') recorder.dropped();
        else recorder.completed('request', what.step, completion(what.us, what.failed));
      }
      recorder.flush(++nowUs, 1, true);
      const done = events.filter((what) => typeof what !== 'string');
      for (const name of ['GET /', 'PUT /', 'pay']) {
        const mine = done.filter((what) => what.step === name);
        assert.deepEqual(facts.step(name), { count: mine.length, failed: mine.filter(({ failed }) => failed).length });
        const windows = facts.of('window').filter((window) => window.step === name);
        const response = Histogram.merge(windows.map((window) => window.response));
        assert.equal(response.count, mine.length);
        if (mine.length > 0) assert.equal(response.maxUs, Math.max(...mine.map(({ us }) => us)));
        assert.equal(
          windows.reduce((sum, window) => sum + window.bytesReceived, 0),
          2 * mine.length,
        );
      }
      assert.equal(facts.arrivals().due, events.filter((what) => what === 'due').length);
      const spans = facts.of('arrivals');
      for (const [index, { fromUs }] of spans.entries()) assert.ok(fromUs >= (spans[index - 1]?.toUs ?? 0));
    }),
  );
});

test('response time counts from the instant it was due, service time from its start', () => {
  const { recorder, facts } = recording();
  recorder.completed('request', 'GET /', { ...completion(), dueUs: 10, startedUs: 40, endedUs: 100 });
  recorder.flush(1000, 0, false);
  const [window] = facts.of('window');
  assert.equal(window?.response.maxUs, 90);
  assert.equal(window?.service.maxUs, 60);
});

test('nothing that happened, nothing that is written', () => {
  const { recorder, facts } = recording();
  recorder.completed('request', 'GET /', completion());
  recorder.checked('fine', true, undefined);
  recorder.failed('request', 'GET /', 'reset', 'gone');
  recorder.started();
  recorder.flush(1000, 0, false);
  const written = facts.list.length;
  recorder.flush(2000, 0, false);
  assert.equal(facts.list.length, written);
  assert.equal(facts.of('arrivals')[0]?.due, null);
});

test('checks are counted by name, and the first that failed in a window tells why', () => {
  const { recorder, facts } = recording();
  recorder.checked('fine', true, undefined);
  recorder.checked('fine', false, 'first');
  recorder.checked('fine', false, 'second');
  recorder.flush(1000, 0, false);
  recorder.checked('fine', true, 'unused');
  recorder.flush(2000, 0, false);
  const counts = facts.of('checks').map(({ passes, fails, example }) => [passes, fails, example]);
  assert.deepEqual(counts, [
    [1, 2, 'first'],
    [1, 0, undefined],
  ]);
});

test('errors are counted by step and cause, with one example that is not endless', () => {
  const { recorder, facts } = recording();
  for (const example of [`status 500: ${'x'.repeat(1000)}`, 'status 500: later'])
    recorder.failed('request', 'GET /', 'status 5xx', example);
  recorder.failed('iteration', WHOLE_JOURNEY, 'aborted', 'cut off', null, 3);
  recorder.flush(1000, 0, false);
  const errors = facts.of('errors').map(({ step, cause, count, example }) => [step, cause, count, example.length]);
  assert.deepEqual(errors, [
    ['GET /', 'status 5xx', 2, 300],
    [WHOLE_JOURNEY, 'aborted', 3, 7],
  ]);
});

test('names without end are counted together, from the first window to the last, and the iteration never is', () => {
  const { recorder, facts } = recording();
  for (const window of [1, 2]) {
    for (let n = 0; n < 500; n++) {
      recorder.completed('request', `GET /${n}`, completion(100, true));
      recorder.failed('request', `GET /${n}`, 'reset', 'gone');
      recorder.checked(`check ${n}`, n !== 400, 'no');
    }
    recorder.iterated(completion(), false);
    recorder.flush(window * 1000, 0, false);
  }
  assert.equal(facts.step(WHOLE_JOURNEY).count, 2);
  assert.deepEqual(facts.step('GET /0'), { count: 2, failed: 2 });
  const others = facts.step('other steps');
  assert.ok(others.count > 500 && others.count === others.failed);
  assert.deepEqual(facts.step('GET /499'), { count: 0, failed: 0 });
  assert.ok(new Set(facts.of('window').map((window) => window.step)).size <= 201);
  for (const kind of ['checks', 'errors'] as const) assert.ok(facts.of(kind).length <= 2 * 201);
  const failed = facts.of('errors').filter((error) => error.step === 'other steps');
  assert.equal(
    failed.reduce((sum, error) => sum + error.count, 0),
    others.failed,
  );
  const folded = facts.of('checks').filter((check) => check.check === 'other checks');
  assert.deepEqual(
    folded.map(({ fails }) => fails),
    [1, 1],
  );
});

test('completions with different tags are in windows of their own, and errors with them', () => {
  const { recorder, facts } = recording();
  const [small, large] = ['small', 'large'].map((kind) => recorder.tagSets.of({ kind }));
  assert.ok(small && large);
  recorder.completed('request', 'GET /', completion());
  for (const set of [small, small, large]) recorder.completed('request', 'GET /', completion(100, set === large), set);
  recorder.failed('request', 'GET /', 'reset', 'gone', large);
  for (const _ of [1, 2]) recorder.flush(1000, 0, false);
  const windows = facts.of('window').map(({ tags, count, failed }) => [tags, count, failed]);
  assert.deepEqual(windows, [
    [undefined, 1, 0],
    [{ kind: 'small' }, 2, 0],
    [{ kind: 'large' }, 1, 1],
  ]);
  assert.deepEqual(
    facts.of('errors').map(({ tags, count }) => [tags, count]),
    [[{ kind: 'large' }, 1]],
  );
});

test('pairs of step and tags without end are counted together by step, and their errors are', () => {
  const { recorder, facts } = recording();
  for (let step = 0; step < 50; step++) {
    for (let n = 0; n < 50; n++) {
      const tags = recorder.tagSets.of({ n });
      recorder.completed('request', `GET /${step}`, completion(100, true), tags);
      recorder.failed('request', `GET /${step}`, 'reset', 'gone', tags);
    }
  }
  recorder.flush(1000, 0, false);
  const windows = facts.of('window');
  assert.ok(windows.length <= 250, `${windows.length} windows`);
  const over = windows.filter(({ tags }) => tags === 'too many');
  assert.equal(over.length, 46);
  const counted = ({ step, tags, failed }: { step: string; tags?: unknown; failed: number }) => [step, tags, failed];
  assert.deepEqual(
    facts
      .of('errors')
      .map(({ count, ...error }) => counted({ ...error, failed: count }))
      .toSorted(),
    windows.map(counted).toSorted(),
  );
});

test('a request and a step of one name are two, in windows and in errors', () => {
  const { recorder, facts } = recording();
  recorder.completed('request', 'pay', { ...completion(100, true), cause: 'reset', why: 'gone' });
  recorder.completed('message', 'pay', completion());
  recorder.completed('step', 'pay', completion(100, true));
  recorder.failed('iteration', WHOLE_JOURNEY, 'journey threw', 'no');
  recorder.flush(1000, 0, false);
  assert.deepEqual(
    facts.of('window').map(({ of, step, count, failed }) => [of, step, count, failed]),
    [
      ['request', 'pay', 1, 1],
      ['message', 'pay', 1, 0],
      ['step', 'pay', 1, 1],
    ],
  );
  assert.deepEqual(
    facts.of('errors').map(({ of, step, cause, example }) => [of, step, cause, example]),
    [
      ['request', 'pay', 'reset', 'gone'],
      ['iteration', 'iteration', 'journey threw', 'no'],
    ],
  );
});

test('windows of iterations say in how many of them a request failed; no others do', () => {
  const { recorder, facts } = recording();
  for (const requestFailed of [true, false, true]) recorder.iterated(completion(), requestFailed);
  recorder.completed('request', 'GET /', completion());
  recorder.flush(1000, 0, false);
  recorder.iterated(completion(), false);
  recorder.flush(2000, 0, false);
  assert.deepEqual(
    facts.of('window').map(({ of, count, requestFailed }) => [of, count, requestFailed]),
    [
      ['iteration', 3, 2],
      ['request', 1, undefined],
      ['iteration', 1, 0],
    ],
  );
});

test('what was under way is added up by step, with the longest wait', () => {
  const { recorder, facts } = recording();
  for (const startedUs of [100, 400]) recorder.unfinished({ of: 'request', step: 'GET /', startedUs }, 1000.4);
  recorder.unfinished({ of: 'step', step: 'GET /', startedUs: 0 }, 1000);
  recorder.flush(1000, 0, false);
  recorder.flush(2000, 0, false);
  assert.deepEqual(
    facts.of('unfinished').map(({ of, count, waitedUs, longestUs }) => [of, count, waitedUs, longestUs]),
    [
      ['request', 2, 1500, 900],
      ['step', 1, 1000, 1000],
    ],
  );
});

test('errors of one cause are told apart by what they say, four of them in a window', () => {
  const facts: { count: number; example: string }[] = [];
  const recorder = new Recorder(
    (fact) => {
      if (fact.kind === 'errors') facts.push({ count: fact.count, example: fact.example });
    },
    { phase: 'p', journey: 'j' },
    0,
  );
  const threw = (why: string): void => recorder.failed('iteration', WHOLE_JOURNEY, 'journey threw', why);
  for (const id of [1001, 1002, 1003]) threw(`Error: order ${id} is gone at trial.ts:4`);
  for (const what of ['a', 'b', 'c', 'd', 'e']) threw(`Error: no ${what} at trial.ts:9`);
  recorder.flush(1e6, 0, false);
  assert.deepEqual(facts, [
    { count: 3, example: 'Error: order 1001 is gone at trial.ts:4' },
    { count: 1, example: 'Error: no a at trial.ts:9' },
    { count: 1, example: 'Error: no b at trial.ts:9' },
    { count: 3, example: 'Error: no c at trial.ts:9' },
  ]);
});
