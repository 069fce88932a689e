import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fate } from './fate.ts';
import type { MeasuredPower } from './measure.ts';
import { powerReport } from './power-report.ts';
import { renderPower } from './render.ts';
import { leg, mutant, tried } from './testing/mutants.ts';

const killed = (...by: string[]): Fate => ({ kind: 'killed', by });
const gone: Fate = { kind: 'killed', by: [], gone: 'api 1 did not become ready' };
const unproven: Fate = { kind: 'unproven', of: ['kept'], because: 'too few requests' };

const LEGS = [
  leg('load', ['1', '2', '3', '4', '5', '6'], { proven: ['fast', 'stays up'], unproven: ['quiet'] }),
  leg('crash', ['2', '3', '5'], { proven: ['kept', 'stays up'] }),
];
const claimsOf = (name: string): readonly string[] => LEGS.find((one) => one.name === name)?.proven ?? [];

/** Two legs; the second is run only where the first has caught nothing. `b.ts` is reached at one line of three. */
function measured(): MeasuredPower {
  const fates: [string, number, Fate, string[]][] = [
    ['1', 2, killed('fast'), ['load']],
    ['2', 9, killed('kept', 'stays up'), ['load', 'crash']],
    ['3', 10, { kind: 'survived' }, ['load', 'crash']],
    ['4', 20, gone, ['load']],
    ['5', 21, unproven, ['load', 'crash']],
  ];
  const sample = fates.map(([id, line]) => mutant(id, { line }));
  const others = [
    mutant('6', { file: 'b.ts', line: 1 }),
    mutant('7', { file: 'b.ts', line: 2 }),
    mutant('8', { file: 'b.ts', line: 8 }),
  ];
  const mutants = [...sample, ...others];
  return {
    folder: '.seatrial/power/shop-1',
    files: ['a.ts', 'b.ts'],
    mutants,
    sample,
    results: {
      legs: new Map(LEGS.map((one) => [one.name, one])),
      mutants: new Map(
        fates.map(([id, , fate, names]) => [id, tried(id, fate, names, [...new Set(names.flatMap(claimsOf))])]),
      ),
    },
  };
}

const report = powerReport(measured(), { plan: 'trial.ts', from: ['*.ts'], sample: 5, seed: 1 });

test('power is what was killed of all that was tried; what is not shown is not caught', () => {
  assert.deepEqual(report.counts, { tried: 5, killed: 3, gone: 1, survived: 1, unproven: 1, timedOut: 0 });
  assert.equal(report.power.share, 3 / 5);
  assert.deepEqual([report.powerOfClaims.of, report.powerOfClaims.share], [4, 2 / 4]);
  assert.deepEqual(report.mutants, { made: 8, reached: 6, chosen: 5 });
});

test('a claim is judged on the mutants of the legs that were run', () => {
  assert.deepEqual(
    report.claims.map(({ claim, tried, killed }) => [claim, tried, killed]),
    [
      ['fast', 5, 1],
      ['kept', 3, 1],
      ['stays up', 5, 1],
    ],
  );
  assert.deepEqual(report.idle, ['quiet']);
});

test('by file: power, and lines that are never reached', () => {
  const [a, b] = report.files;
  assert.deepEqual([a?.killed, a?.tried, a?.unreached], [3, 5, []]);
  assert.deepEqual(
    [b?.tried, b?.power.share, b?.unreached],
    [
      0,
      null,
      [
        [3, 3],
        [9, 9],
      ],
    ],
  );
});

test('what was missed names the claim that caught the nearest', () => {
  const missed = report.tried.filter(({ nearest }) => nearest !== null);
  assert.deepEqual(
    missed.map(({ id, nearest }) => [id, nearest]),
    [
      ['3', { claim: 'kept', line: 10 }],
      ['5', { claim: 'kept', line: 10 }],
    ],
  );
});

test('the terminal says it all', () => {
  const text = renderPower(report, { colour: false, width: 120 });
  for (const line of [
    'power 60%   23% to 88%',
    '3 killed, 1 survived, 1 unproven',
    '1 of the killed did not start or run on; claims caught 50% of the others',
    'never reached: b.ts 3, 9',
    'not shown of the healthy system, so it catches nothing: quiet',
    'not shown: kept; too few requests',
    "the nearest claim is 'kept', which caught a change of line 10",
    'evidence  .seatrial/power/shop-1',
  ]) {
    assert.ok(text.includes(line), `${line} is not in\n${text}`);
  }
});

test('nothing tried is no power', () => {
  const none = { ...measured(), sample: [] };
  const { power } = powerReport(none, { plan: 'trial.ts', from: ['*.ts'], sample: 5, seed: 1 });
  assert.deepEqual(power, { of: 0, share: null, low: 0, high: 1 });
});
