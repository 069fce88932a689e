import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { fixtureRun, smallRun, taggedRun } from '../testing/small-run.ts';
import { columns } from '../text/screen-text.ts';
import { renderScorecard } from './scorecard.ts';

test('the scorecard of a small run, whole', () => {
  assert.equal(
    renderScorecard(smallRun(), { colour: false, width: 80 }),
    `
  ✗ NOT READY   33% proven                                                orders
  1 of 3 claims is disproven, 1 is unproven.

  function      ░░░░░░░░░░░░  ✗ 0 of 1 proven
    ✗ errors of order rate<1%       rate = 33.3% of 3
      required: rate<1%
      1 of 3 failed.

  performance   ████████████  ✓ 1 of 1 proven
    ✓ latency of order p(95)<200ms  p(95) = 4ms of 3

  resilience    ░░░░░░░░░░░░  ? 0 of 1 proven
    ? recovery after kill           nothing
      required: within 5s
      No kill was done.

  baseline  order · 2 users for 10s
    step    requests  succeeded/s     failed  p50  p95  p99
    create         3        0.2/s  1 (33.3%)  2ms  4ms  4ms
    error 1 × status 5xx in create: status 503

  The evidence is not sealed: a change of it would not be noticed.
  report  runs/1/report.html
  why     npx seatrial explain runs/1 'errors of order rate<1%'
  again   npx seatrial judge runs/1

  ✗ NOT READY   1 of 3 claims is disproven, 1 is unproven.
`,
  );
});

test('the final word is ready only when every claim is proven', () => {
  const word = (...verdicts: ('proven' | 'disproven' | 'unproven')[]): string | undefined =>
    renderScorecard(smallRun(verdicts), { colour: false, width: 80 }).split('\n')[1]?.split('   ')[0];
  assert.equal(word('proven'), '  ✓ READY');
  assert.equal(word('proven', 'unproven'), '  ? NOT SHOWN');
  assert.equal(word('proven', 'disproven', 'unproven'), '  ✗ NOT READY');
  assert.equal(word(), '  ? NOT SHOWN');
});

test('no line but a command or a path is wider than the terminal', () => {
  for (const width of [60, 80, 120]) {
    const lines = renderScorecard(fixtureRun(' 超長い名前'.repeat(9)), { colour: true, width }).split('\n');
    for (const line of lines.filter((text) => !/seatrial[ /]/.test(text))) assert.ok(columns(line) <= width, line);
  }
});

test('colour adds nothing but colour, and without it there is no escape sequence', () => {
  const coloured = renderScorecard(fixtureRun(), { colour: true, width: 100 });
  const plain = renderScorecard(fixtureRun(), { colour: false, width: 100 });
  assert.equal(stripVTControlCharacters(coloured), plain);
  assert.notEqual(coloured, plain);
  assert.ok(!plain.includes('\u001b'));
});

test('a system under test cannot draw on the screen', () => {
  const text = renderScorecard(fixtureRun('\u001b[2J\rREADY\n✓ READY'), { colour: false, width: 120 });
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  assert.ok(!text.split('\n').some((line) => line.startsWith('✓ READY')));
});

test('requests are listed by tags, and of an open load how many arrivals were dropped, also when none was', () => {
  const text = (dropped: number): string => renderScorecard(taggedRun(dropped), { colour: false, width: 80 });
  assert.match(text(0), /^ {4}create .* 12 .*\n {6}\{kind:small\} +6 /m);
  assert.match(text(0), /^ {4}0 of 10 arrivals dropped$/m);
  assert.match(text(1), /^ {4}1 of 10 arrivals dropped: no user was free to start them$/m);
});

test('where the width has no end nothing is cut or broken', () => {
  const text = renderScorecard(fixtureRun(' a very long name'.repeat(9)), {
    colour: false,
    width: Number.POSITIVE_INFINITY,
  });
  assert.ok(!text.includes('…'), text);
  assert.match(text, /^ {2}✗ NOT READY {3}\d+% proven {3}\S/m);
});

test('two claims that differ in their last words are told apart on a narrow terminal', () => {
  const text = renderScorecard(fixtureRun(`${' and'.repeat(30)} red`), { colour: false, width: 60 });
  assert.ok(!/^ {4}[✓✗?].*…/m.test(text), text);
  assert.match(text.replaceAll(/\s+/g, ' '), / and and red/);
});
