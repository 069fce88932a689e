import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { phase, searched, secretFound, started, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeSecrets } from './secrets.ts';

const silent = claim.noSecretsInLogs(system('api', { command: ['api', '{port}'] }));
const judge = (facts: readonly TimedFact[], end = {}) =>
  judgeSecrets(silent, trial([started(), ...phase({}), ...facts], end));

test('proven: the whole output was searched, also when it was empty', () => {
  const answer = judge([searched({ lines: 1204 })]);
  assert.deepEqual([answer.verdict, answer.observed], ['proven', 'none in 1,204 lines']);
  assert.match(answer.because[0] ?? '', /^1,204 lines of 1 log were searched for 'secrets\[0\]'$/);
  assert.equal(judge([searched({ lines: 0 })]).verdict, 'proven');
});

test('disproven: a declared secret stood in it, whatever became of the trial', () => {
  const answer = judge([searched(), secretFound()], { outcome: 'failed' });
  assert.equal(answer.verdict, 'disproven');
  assert.equal(answer.because[0], 'secrets[0] stood 3 times in logs/api-1.log, first in line 12 of its output');
});

test('a value that may stand there for another reason is a doubt', () => {
  const answer = judge([searched(), secretFound({ ordinary: true })]);
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /may stand there for another reason/);
});

test('what only its name lets be taken for a secret is a doubt, and beside a certain one it is none', () => {
  const guess = secretFound({ guessed: true, secret: 'APP_KEY of api' });
  const answer = judge([searched(), guess]);
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.observed, "'APP_KEY of api' in its output");
  assert.match(answer.because[0] ?? '', /only the name lets it be taken for a secret: name it in secrets of the plan/);
  assert.equal(judge([searched(), guess, secretFound()]).verdict, 'disproven');
});

test('the output of another system is not looked at', () => {
  assert.equal(judge([searched(), secretFound({ system: 'db' })]).verdict, 'proven');
});

test('unproven: an output that was not searched, a trial that was cut short, a system that never started', () => {
  assert.match(judge([]).because[0] ?? '', /the output of api 1 was not searched/);
  assert.match(judge([searched({ unsearchedBytes: 5e6 })]).because[0] ?? '', /the last 5MB of the output of api 1/);
  assert.equal(judge([started(0, { instance: 2 }), searched()]).verdict, 'unproven');
  assert.equal(judge([searched()], { outcome: 'interrupted' }).verdict, 'unproven');
  assert.equal(judgeSecrets(silent, trial([searched()])).verdict, 'unproven');
});

test('a secret that stood there line by line is told so; lines of words alone are a doubt', () => {
  const certain = judge([searched(), secretFound({ count: 3, lines: 2 })]);
  assert.equal(certain.verdict, 'disproven');
  assert.match(certain.because[0] ?? '', /stood 3 times \(2 as a single line of it\) in logs/);
  const words = judge([searched(), secretFound({ count: 1, lines: 1, ordinary: true })]);
  assert.equal(words.verdict, 'unproven');
  assert.match(words.because[0] ?? '', /what stood there is words alone, which may stand there for another reason/);
});
