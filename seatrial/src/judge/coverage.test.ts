import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhaseKind } from '../evidence/records.ts';
import { coverage } from './coverage.ts';
import { errors, phase, trial } from './testing/evidence.ts';

const everything = { journey: 'order', during: [] };

test('a trial that ran to its end has no gaps', () => {
  const { phases, gaps } = coverage(everything, trial([...phase({}), ...phase({ name: 'spike', from: 10, to: 20 })]));
  assert.deepEqual([phases.map((covered) => covered.name), gaps], [['baseline', 'spike'], []]);
});

test('a phase that did not run to its end is a gap, with the reason', () => {
  const failed = coverage(everything, trial(phase({ end: { outcome: 'failed', because: 'api 1 exited' } })));
  assert.deepEqual(failed.gaps, ["phase 'baseline' failed: api 1 exited"]);
  assert.deepEqual(coverage(everything, trial(phase({ end: null }))).gaps, [
    "phase 'baseline' has no end in the journal",
  ]);
});

test('a named phase that never ran says why the trial stopped', () => {
  const spike = { journey: 'order', during: ['spike'] };
  const unready = {
    kind: 'instance-unready',
    system: 'api',
    instance: 2,
    start: 1,
    because: 'no answer in 10s',
  } as const;
  const reasons: [ReturnType<typeof trial>, string][] = [
    [trial(phase({})), "phase 'spike' never ran: the trial has no such phase"],
    [
      trial(phase({}), { outcome: 'interrupted', because: 'SIGINT' }),
      "phase 'spike' never ran: the trial was interrupted: SIGINT",
    ],
    [trial([{ ...unready, atUs: 5 }], { outcome: 'failed' }), "phase 'spike' never ran: api 2 did not become ready"],
    [
      trial([{ kind: 'endpoint-attached', system: 'api', url: 'http://a', reachable: false, atUs: 1 }], {
        outcome: 'failed',
      }),
      "phase 'spike' never ran: api could not be reached: http://a",
    ],
    [
      trial(phase({ end: { outcome: 'failed', because: 'no port' } }), { outcome: 'failed' }),
      "phase 'spike' never ran: phase 'baseline' failed: no port",
    ],
    [trial(phase({ name: 'spike', journey: 'browse' })), "phase 'spike' ran 'browse', not 'order'"],
  ];
  for (const [ledger, gap] of reasons) assert.deepEqual(coverage(spike, ledger).gaps, [gap]);
});

test('without names, an interrupted trial may lack phases nobody knows of', () => {
  const { gaps } = coverage(everything, trial(phase({}), { outcome: 'interrupted', because: 'SIGINT' }));
  assert.deepEqual(gaps, ["a phase of 'order' may be missing: the trial was interrupted: SIGINT"]);
});

test('a phase about something else than a journey counts for no journey, whatever its subject is called', () => {
  const ledger = trial([...phase({}), ...phase({ name: 'audit', action: 'a later kind' as PhaseKind })]);
  const names = (journey: string | null, during: string[] = []): string[] =>
    coverage({ journey, during }, ledger).phases.map((covered) => covered.name);
  assert.deepEqual([names('order'), names('order', ['audit']), names(null)], [['baseline'], [], ['baseline', 'audit']]);
  const { gaps, phases } = coverage({ journey: 'order', during: ['audit'] }, ledger);
  assert.deepEqual([phases, gaps], [[], ["phase 'audit' is about 'order', which is no journey"]]);
});

test('figures of load leave out reading back, unless it is named', () => {
  const ledger = trial([...phase({}), ...phase({ name: 'back', action: 'read-back' })]);
  const names = (during: string[]): string[] =>
    coverage({ journey: 'order', during }, ledger, 'load').phases.map((covered) => covered.name);
  assert.deepEqual(names([]), ['baseline']);
  assert.deepEqual(names(['back']), ['back']);
});

test('a phase whose users stopped because a feeder ran dry is no whole evidence', () => {
  const ledger = trial(
    phase({}, errors(2, { cause: 'feeder ran dry', step: 'iteration', example: 'people has 3 rows' })),
  );
  const { gaps } = coverage(everything, ledger);
  assert.deepEqual(gaps, ["users of phase 'baseline' stopped before its end: people has 3 rows"]);
});
