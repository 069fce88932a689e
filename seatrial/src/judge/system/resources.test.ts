import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { exited, phase, sample, seconds, started, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeResources } from './resources.ts';

const api = system('api', { command: ['api', '{port}'] });
const MB = 1e6;

/** A sample a second with these many megabytes. */
const memory = (megabytes: readonly number[], given = {}): TimedFact[] =>
  megabytes.map((each, index) => sample({ rssBytes: each * MB, atUs: seconds(index + 0.5), ...given }));
const steady = (count: number, megabytes = 100): number[] => Array.from({ length: count }, () => megabytes);
const judge = (bound: string, facts: readonly TimedFact[], options = {}) =>
  judgeResources(claim.resources(api, bound, options), trial([started(), ...facts]));

test('max: every sample keeps it, or one breaks it', () => {
  const facts = [...phase({}), ...memory(steady(10))];
  const kept = judge('rss max<500MB', facts);
  assert.deepEqual([kept.verdict, kept.observed], ['proven', 'rss max = 100MB of api 1, 10 samples']);
  const broken = judge('rss max<500MB', [...facts, sample({ rssBytes: 808 * MB, atUs: seconds(9.9) })]);
  assert.deepEqual([broken.verdict, broken.observed], ['disproven', 'rss max = 808MB of api 1, 11 samples']);
  assert.equal(judge('rss max<100MB', facts).verdict, 'disproven');
  assert.equal(judge('rss max<=100MB', facts).verdict, 'proven');
});

test('the worst instance counts, and samples of another system do not', () => {
  const two = [
    started(0, { instance: 2 }),
    ...phase({}),
    ...memory(steady(10)),
    ...memory(steady(10, 900), { instance: 2 }),
  ];
  assert.match(judge('rss max<500MB', two).observed, /900MB of api 2/);
  const other = [...phase({}), ...memory(steady(10)), ...memory(steady(10, 900), { system: 'seatrial' })];
  assert.equal(judge('rss max<500MB', other).verdict, 'proven');
});

test('open files and processor', () => {
  const facts = [...phase({}), ...memory(steady(10), { openFiles: 20, cpu: 0.5 })];
  assert.equal(judge('openFiles max<21', facts).verdict, 'proven');
  assert.equal(judge('openFiles max<20', facts).verdict, 'disproven');
  assert.equal(judge('cpu avg<50%', facts).verdict, 'disproven');
  assert.equal(judge('cpu max<=50%', facts).verdict, 'proven');
  const untold = [...phase({}), ...memory(steady(10), { openFiles: null })];
  assert.equal(judge('openFiles max<20', untold).verdict, 'unproven');
});

test('growth: the end against the beginning, of one start', () => {
  const rising = Array.from({ length: 40 }, (_, index) => 275 + index * 13);
  const trialOf = (values: readonly number[]) => [...phase({ to: 40 }), ...memory(values)];
  assert.equal(judge('rss growth<50MB', trialOf(rising)).verdict, 'disproven');
  assert.equal(judge('rss growth<20%', trialOf(rising)).verdict, 'disproven');
  assert.equal(judge('rss growth<1%', trialOf(steady(40))).verdict, 'proven');
  assert.equal(judge('rss growth<=0B', trialOf(rising.toReversed())).verdict, 'proven');
  const few = judge('rss growth<50MB', [...phase({}), ...memory(rising.slice(0, 10))]);
  assert.deepEqual([few.verdict, few.because[0]], ['unproven', 'api 1 has 10 samples, and growth needs 20']);
});

test('growth: a restart begins anew, and a start that was ended early is left out', () => {
  const values = [...steady(5, 500), ...steady(30, 100)];
  const restarted = [...phase({ to: 35 }), ...memory(values), exited(5, { expected: true }), started(5, { start: 2 })];
  const answer = judge('rss growth<1MB', restarted);
  assert.deepEqual([answer.verdict, answer.observed], ['proven', 'rss growth = 0B of api 1, start 2, 30 samples']);
  const leaking = [...steady(25, 100), ...Array.from({ length: 25 }, (_, index) => 50 + index)];
  const twice = [...phase({ to: 50 }), ...memory(leaking), exited(25, { expected: true }), started(25, { start: 2 })];
  assert.equal(judge('rss growth<5MB', twice).verdict, 'disproven');
});

test('of several processes the sum keeps it or the largest breaks it; what lies between is not told', () => {
  const several = (together: number, largest: number) => [
    ...phase({}),
    ...memory(steady(10, together), { processes: 4, largestRssBytes: largest * MB }),
  ];
  assert.equal(judge('rss max<500MB', several(400, 100)).verdict, 'proven');
  assert.equal(judge('rss max<500MB', several(2000, 600)).verdict, 'disproven');
  const between = judge('rss max<500MB', several(800, 300));
  assert.equal(between.verdict, 'unproven');
  assert.match(between.because[0] ?? '', /several processes: together 800MB.*the largest alone 300MB/);
});

test('during: each phase by itself, the worst counts', () => {
  const phases = [...phase({}), ...phase({ name: 'spike', from: 10, to: 20 })];
  const facts = [...phases, ...memory([...steady(10, 100), ...steady(10, 600)])];
  assert.equal(judge('rss max<500MB', facts, { during: 'baseline' }).verdict, 'proven');
  assert.match(
    judge('rss max<500MB', facts, { during: ['baseline', 'spike'] }).observed,
    /600MB of api 1 in phase 'spike'/,
  );
  assert.equal(judge('rss max<500MB', facts, { during: 'soak' }).verdict, 'unproven');
});

test('unproven: no sample, few samples, gaps between them, no such start', () => {
  assert.match(judge('rss max<500MB', phase({})).because[0] ?? '', /too few samples of rss of api/);
  assert.match(
    judge('rss max<500MB', [...phase({}), ...memory(steady(4))]).because[0] ?? '',
    /4 samples, and max needs 5/,
  );
  assert.match(
    judge('rss max<500MB', [...phase({ to: 60 }), ...memory(steady(10))]).because[0] ?? '',
    /10 samples of 60s: one a second was to be taken/,
  );
  const never = judgeResources(claim.resources(api, 'rss max<500MB'), trial(phase({})));
  assert.deepEqual([never.verdict, never.because[0]], ['unproven', 'no instance of api was started']);
  assert.match(judge('rss most', phase({})).because[0] ?? '', /cannot be read/);
});
