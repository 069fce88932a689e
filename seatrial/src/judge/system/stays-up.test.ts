import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { exited, kill, phase, ready, started, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeStaysUp } from './stays-up.ts';

const staysUp = claim.staysUp(system('api', { command: ['api', '{port}'] }));
const judge = (facts: readonly TimedFact[], end = {}) => judgeStaysUp(staysUp, trial(facts, end));
const up = [started(), ready()];

test('proven: every instance ran until Seatrial ended it', () => {
  const answer = judge([...up, ...phase({}), exited(11, { expected: true })]);
  assert.equal(answer.verdict, 'proven');
  assert.deepEqual(answer.because, ['1 instance ran until Seatrial ended it']);
  assert.equal(answer.observed, 'no instance ended by itself (1 instance)');
});

test('disproven: it ended by itself, whatever became of the trial', () => {
  const because = 'api 1 ended by itself with code 7';
  const answer = judge([...up, ...phase({}, exited(4, { code: 7 }))], { outcome: 'failed', because });
  assert.equal(answer.verdict, 'disproven');
  assert.equal(
    answer.because[0],
    'api 1 ended by itself with code 7 at 4s, under no fault; its output is in logs/api-1.log',
  );
});

test('the end of another system is none of this one', () => {
  assert.equal(judge([...up, ...phase({}), exited(4, { system: 'job' })]).verdict, 'proven');
});

test('a fault explains the end of the very instance it is aimed at, until that is ready again', () => {
  const killed = [...up, ...kill({ bit: 3, undone: 5 }), exited(3, { expected: true, signal: 'SIGKILL' })];
  const again = [started(4.9, { start: 2 }), ready(6, { start: 2 })];
  assert.equal(judge([...killed, ...again]).verdict, 'proven');
  assert.match(judge([...killed, ...again]).because.join(), /started again 1 time/);
  const ended = 'no instance ended by itself (1 instance, 1 ended under a fault)';
  assert.equal(judge([...killed, ...again, exited(9, { expected: true })]).observed, ended);
  // It died of its own while it recovered: the fault is still in force, and it was not ready again.
  assert.equal(judge([...killed, started(4.9, { start: 2 }), exited(5.5, { code: 1 })]).verdict, 'unproven');
  assert.equal(judge([...killed, ...again, exited(8, { code: 1 })]).verdict, 'disproven');
  const other = kill({ lease: 'other', bit: 3, undone: 5 }).map((fact) => ({ ...fact, target: 'api 2' }) as TimedFact);
  assert.equal(judge([...up, ...other, exited(4, { code: 1 })]).verdict, 'disproven');
});

test('a fault that took no start to undo explains nothing once it is undone', () => {
  const paused = kill({ lease: 'pause', bit: 3, undone: 5 });
  const under = judge([...up, ...paused, exited(4, { code: 1 })]);
  assert.equal(under.verdict, 'unproven');
  assert.equal(under.observed, "'api 1' ended under a fault and did not run again");
  assert.match(
    under.because[0] ?? '',
    /^api 1 ended by itself with code 1 at 4s, under a fault, and did not run again/,
  );
  assert.doesNotMatch(under.because.join(), /ran until Seatrial ended it/);
  const back = [started(4.5, { start: 2 }), ready(4.8, { start: 2 })];
  assert.equal(judge([...up, ...paused, exited(4, { code: 1 }), ...back]).verdict, 'proven');
  const later = [started(9, { start: 2 }), ready(9.5, { start: 2 })];
  assert.equal(judge([...up, ...paused, exited(7, { code: 1 }), ...later]).verdict, 'disproven');
});

test('unproven: never started, never ready, or the trial was cut short', () => {
  assert.equal(judge([...phase({})]).verdict, 'unproven');
  assert.equal(judge([started(), exited(1, { code: 1 })], { outcome: 'failed' }).verdict, 'unproven');
  assert.equal(judge([...up, ...phase({})], { outcome: 'interrupted', because: 'SIGINT' }).verdict, 'unproven');
  const half = [...up, started(0, { instance: 2 })];
  assert.match(judge(half).because[0] ?? '', /api 2 was not ready/);
  assert.equal(judge(half).observed, "'api 2' was never ready");
});

test('unproven: a start that never took place leaves nothing that runs, and nothing says that it ran to the end', () => {
  const unready = (instance: number, because: string): TimedFact => ({
    kind: 'instance-unready',
    ...{ system: 'api', instance, start: 2, because, atUs: 5_000_000 },
  });
  const killed = [...up, ...kill(), exited(3, { expected: true, signal: 'SIGKILL' })];
  const answer = judge([...killed, unready(1, 'api 1 could not be started: port 1 is in use by another program')]);
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, ['api 1 could not be started: port 1 is in use by another program']);
  assert.equal(answer.observed, 'no instance ended by itself (1 instance, 1 ended under a fault)');
  const second = [started(0, { instance: 2 }), ready(0.1, { instance: 2 })];
  const half = judge([...killed, ...second, unready(1, 'api 1 could not be started: no process')]);
  assert.equal(half.verdict, 'unproven');
  assert.equal(half.because[1], '1 instance ran until Seatrial ended it');
  // A later start that was ready makes up for it.
  const again = [started(6, { start: 3 }), ready(7, { start: 3 })];
  assert.equal(judge([...killed, unready(1, 'api 1 could not be started: no process'), ...again]).verdict, 'proven');
});
