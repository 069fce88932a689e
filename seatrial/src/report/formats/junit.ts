/**
 * JUnit XML for continuous integration: a suite for each category, a case for each claim. Disproven is a failure and
 * unproven an error, never `skipped`: a build must not go green on a promise nobody has shown to be kept. The format
 * has no standard; this is the part every reader understands, with the numbers in `system-out`.
 */
import type { Finding } from '../../judge/finding.ts';
import { lastInstant } from '../figures/series.ts';
import { partNotices, type RunView } from '../run-view.ts';

/**
 * The run as JUnit XML 1.0. Times are seconds; claims take none, so the trial's whole time stands at the top.
 * @example writeFileSync('junit.xml', renderJunit(view))
 */
export function renderJunit(view: RunView): string {
  const seconds = (lastInstant(view.ledger) / 1e6).toFixed(3);
  const suites = view.scorecard.categories.map((score) => {
    const cases = view.findings.filter((finding) => finding.category === score.category);
    const counts = `tests="${cases.length}" failures="${score.disproven}" errors="${score.unproven}" skipped="0"`;
    const head = `  <testsuite name="${xml(score.category)}" ${counts} time="0" timestamp="${xml(view.header.startedAt)}">`;
    return [head, ...cases.map(testcase), '  </testsuite>'].join('\n');
  });
  const all = (verdict: string): number => view.findings.filter((finding) => finding.verdict === verdict).length;
  const counts = `tests="${view.findings.length}" failures="${all('disproven')}" errors="${all('unproven')}"`;
  const head = `<testsuites name="${xml([view.header.plan.name, ...partNotices(view)].join('. '))}" ${counts} time="${seconds}">`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function testcase(finding: Finding): string {
  const numbers = [`required: ${finding.required}`, `observed: ${finding.observed}`, ...finding.because].join('\n');
  const tag = { proven: null, disproven: 'failure', unproven: 'error' }[finding.verdict];
  const message = `required ${finding.required}, observed ${finding.observed}`;
  const body =
    tag && `<${tag} type="${finding.verdict}" message="${xml(message)}">${xml(finding.because.join('\n'))}</${tag}>`;
  return [
    `    <testcase classname="${xml(finding.category)}" name="${xml(finding.claim)}" time="0">`,
    ...(body ? [`      ${body}`] : []),
    `      <system-out>${xml(numbers)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0: markup escaped, and every character XML forbids (controls, lone surrogates) replaced by U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
