import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderExplain } from './explain.ts';
import { fixtureRun, smallRun } from './fixture.ts';
import { columns } from './screen-text.ts';

const PLAIN = { colour: false, width: 80, all: false };

function textOf(claim: string, options: Partial<typeof PLAIN> = {}, view = smallRun()): string {
  const explained = renderExplain(view, claim, { ...PLAIN, ...options });
  assert.ok(explained.ok);
  return explained.text;
}

test('a claim of a small run, whole', () => {
  assert.equal(
    textOf('errors of order rate<1%'),
    `
  ✗ DISPROVEN   errors of order rate<1%

  category  function, weight 1
  required  rate<1%
  observed  rate = 33.3% of 3
  because   1 of 3 failed.

  Computed from 2 records:
  #3  10.0s  window  step create · count 3 · failed 1 · response p50 2ms, p95 4…
  #4  10.0s  errors  step create · cause status 5xx · count 1 · example status …
`,
  );
});

test('a claim without records says so', () => {
  assert.match(textOf('Recovery after KILL '), /There are no records: nothing that was seen bears on this claim/);
});

test('twenty records, or all of them in full', () => {
  const claim = 'latency of order p(95)<200ms during baseline';
  const some = textOf(claim, {}, fixtureRun());
  assert.equal(some.match(/^ {2}#/gm)?.length, 20);
  assert.match(some, /and 100 more: seatrial explain \S+ 'latency of order p\(95\)<200ms during baseline' --all/);
  assert.ok(some.split('\n').every((line) => line.includes('seatrial ') || columns(line) <= 80));
  assert.equal(textOf(claim, { all: true }, fixtureRun()).match(/^ {2}#/gm)?.length, 120);
});

test('an unknown claim is answered with the nearest and with all there are', () => {
  const nearest = (claim: string): string | undefined => {
    const explained = renderExplain(fixtureRun(), claim, PLAIN);
    assert.ok(!explained.ok);
    assert.equal(explained.hint.split('\n').length, 11);
    return /did you mean '([^']*)'/.exec(explained.hint)?.[1];
  };
  assert.equal(nearest('recovery after kil within 5s'), 'recovery after kill within 5s');
  assert.equal(nearest('isolated'), 'tenants of order are isolated');
  const none = renderExplain(smallRun([]), 'x', PLAIN);
  assert.deepEqual(none, { ok: false, problem: "this run has no claim 'x'", hint: 'its plan claims nothing' });
});
