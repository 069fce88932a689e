import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureRun, smallRun } from '../testing/small-run.ts';
import { columns } from '../text/screen-text.ts';
import { renderClaims, renderExplain } from './explain.ts';

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
  assert.match(some, /and 100 more: npx seatrial explain \S+ 'latency of order p\(95\)<200ms during baseline' --all/);
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

test('the records that decide come first, in the order of the judge, and with --all every record after them', () => {
  const view = smallRun();
  const findings = view.findings.map((finding, index) => (index === 1 ? { ...finding, telling: [4, 3] } : finding));
  const claim = 'errors of order rate<1%';
  const few = textOf(claim, {}, { ...view, findings });
  assert.match(few, /What decides:\n {2}#4 .* example\n {6}status 503 .*\n {2}#3 [^\n]*…\n$/);
  const all = textOf(claim, { all: true }, { ...view, findings });
  assert.match(all, /What decides:\n {2}#4 .*\n.*\n {2}#3 .*\n\n {2}Computed from 2 records:\n {2}#3 .*\n {2}#4 /);
});

test('of a recovery, windows say when and how often, and no times or sizes', () => {
  const view = smallRun();
  const findings = view.findings.map((finding) => ({ ...finding, kind: 'recovery', records: [[3, 3]] as const }));
  const text = textOf('recovery after kill', {}, { ...view, findings });
  assert.match(text, /#3 {2}10\.0s {2}window {2}step create · count 3 · failed 1 · phase /);
  assert.doesNotMatch(text, /p95/);
  assert.match(textOf('recovery after kill', { all: true }, { ...view, findings }), /p95/);
});

test('without a claim, all of them: verdict, name, what was seen, and how to go on with the worst', () => {
  assert.equal(
    renderClaims(smallRun(), { colour: false, width: 80 }),
    `
  1 of 3 claims is disproven, 1 is unproven.

  ✓ latency of order p(95)<200ms
    p(95) = 4ms of 3
  ✗ errors of order rate<1%
    rate = 33.3% of 3
  ? recovery after kill
    nothing

  npx seatrial explain runs/1 'errors of order rate<1%'
`,
  );
});
