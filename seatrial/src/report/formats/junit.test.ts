import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureRun, smallRun } from '../testing/small-run.ts';
import { renderJunit } from './junit.ts';

test('a small run as JUnit, whole: disproven is a failure, unproven an error', () => {
  assert.equal(
    renderJunit(smallRun()),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="orders" tests="3" failures="1" errors="1" time="11.000">
  <testsuite name="function" tests="1" failures="1" errors="0" skipped="0" time="0" timestamp="2026-11-20T10:15:00.000Z">
    <testcase classname="function" name="errors of order rate&lt;1%" time="0">
      <failure type="disproven" message="required rate&lt;1%, observed rate = 33.3% of 3">1 of 3 failed.</failure>
      <system-out>required: rate&lt;1%
observed: rate = 33.3% of 3
1 of 3 failed.</system-out>
    </testcase>
  </testsuite>
  <testsuite name="performance" tests="1" failures="0" errors="0" skipped="0" time="0" timestamp="2026-11-20T10:15:00.000Z">
    <testcase classname="performance" name="latency of order p(95)&lt;200ms" time="0">
      <system-out>required: p(95)&lt;200ms
observed: p(95) = 4ms of 3</system-out>
    </testcase>
  </testsuite>
  <testsuite name="resilience" tests="1" failures="0" errors="1" skipped="0" time="0" timestamp="2026-11-20T10:15:00.000Z">
    <testcase classname="resilience" name="recovery after kill" time="0">
      <error type="unproven" message="required within 5s, observed nothing">No kill was done.</error>
      <system-out>required: within 5s
observed: nothing
No kill was done.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test('evidence cannot break the XML', () => {
  const xml = renderJunit(fixtureRun('"]]></testcase><x>&\u0000\u001b\ud800\uffff'));
  assert.doesNotMatch(xml.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\uffff]/u);
  assert.doesNotMatch(xml, /<x>|\]\]>/);
  assert.equal(xml.match(/<testcase /g)?.length, 10);
  assert.doesNotMatch(xml, /&(?!(amp|lt|gt|quot|apos);)/);
});
