/**
 * The scorecard in a terminal: the final word first, then every claim by category, then what the phases did, and last
 * what to run next. Text from evidence is made printable, so a system under test cannot draw on the reader's screen.
 */
import type { Finding, Verdict } from '../judge/finding.ts';
import type { CategoryScore } from '../judge/scorecard.ts';
import { formatRate, formatRatio } from '../std/units.ts';
import { fateOf, faultsOf } from './faults.ts';
import { type Ink, inkOf, MARKS, READINESS } from './marks.ts';
import { droppedText, formatCount, formatDuration, formatInstant } from './record-text.ts';
import { provenPercent, type RunView, shellWord, summaryOf } from './run-view.ts';
import { columns, cut, pad, printable, wrap } from './screen-text.ts';
import { errorsOf, type PhaseSum, phasesOf, type Row, rowsOf } from './series.ts';
import { table } from './table.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const MOST_ERRORS = 5;
/** Sets of tags shown of one step; the other reports show all. */
const MOST_TAGS = 8;

/**
 * The whole scorecard, ending in a line break. No line but a command or a path is wider than `width` (60 at the least).
 * @example renderScorecard(view, { colour: false, width: 80 })
 */
export function renderScorecard(view: RunView, { colour, width }: TerminalOptions): string {
  const ink = inkOf(colour);
  const room = Math.max(60, width) - 2;
  const lines = [
    ...headline(view, ink, room),
    ...view.scorecard.categories.flatMap((score) => category(view, score, ink, room)),
    ...phasesOf(view.ledger).flatMap((phase) => ['', ...phaseLines(view, phase, ink, room)]),
    '',
    ...next(view, ink),
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

function headline(view: RunView, ink: Ink, room: number): string[] {
  const { verdict, readiness, score } = view.scorecard;
  const { mark, tone } = MARKS[verdict];
  const word = `${mark} ${READINESS[readiness].toUpperCase()}`;
  const share = `${provenPercent(score)} proven`;
  const name = cut(printable(view.header.plan.name), Math.max(0, room - columns(word) - columns(share) - 5));
  const left = `${ink(word, 'bold', tone)}   ${ink(share, 'bold')}`;
  return [`${pad(left, room - columns(name))}${ink(name, 'dim')}`, summaryOf(view.findings)];
}

function category(view: RunView, score: CategoryScore, ink: Ink, room: number): string[] {
  const { mark, tone } = MARKS[score.verdict];
  const findings = view.findings.filter((finding) => finding.category === score.category);
  const share = `${ink(mark, tone)} ${score.proven} of ${findings.length} proven`;
  const head = `${ink(pad(score.category, 14), 'bold')}${ink(bar(score.score, 12), tone)}  ${share}`;
  const sizes = sizesOf(view.findings, room);
  return ['', head, ...findings.flatMap((finding) => findingLines(finding, sizes, ink, room))];
}

/** Columns for claim and observed: as wide as their text, and cut where there is no room. */
function sizesOf(findings: readonly Finding[], room: number): [claim: number, observed: number] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => columns(printable(text))));
  const left = room - 6;
  const observed = Math.min(widest(findings.map((finding) => finding.observed)), Math.floor(left * 0.4));
  return [Math.min(widest(findings.map((finding) => finding.claim)), left - observed), observed];
}

/** What was required is in most claims' names; where a claim is not proven, it is said in full below. */
function findingLines(
  finding: Finding,
  [claim, observed]: readonly [number, number],
  ink: Ink,
  room: number,
): string[] {
  const { mark, tone } = MARKS[finding.verdict];
  const name = pad(cut(printable(finding.claim), claim), claim);
  const line = `  ${ink(mark, 'bold', tone)} ${name}  ${ink(cut(printable(finding.observed), observed), tone)}`;
  if (finding.verdict === 'proven') return [line];
  const inFull = [`${finding.observed}; required: ${finding.required}`, ...finding.because.slice(0, 1)];
  const below = inFull.flatMap((text) => wrap(printable(text), room - 4));
  return [line, ...below.map((text) => `    ${ink(text, 'dim')}`)];
}

function phaseLines(view: RunView, phase: PhaseSum, ink: Ink, room: number): string[] {
  const outcome = phase.outcome === 'complete' ? '' : ` · ${phase.outcome}${phase.because ? `: ${phase.because}` : ''}`;
  const about = printable(`${phase.journey} · ${phase.asked}${outcome}`);
  const name = printable(phase.name);
  const lines = [`${ink(name, 'bold')}  ${ink(cut(about, Math.max(0, room - columns(name) - 2)), 'dim')}`];
  if (phase.requests === null) lines.push(ink('  nothing was recorded', 'dim'));
  else {
    const rows = [['step', 'requests', 'rate', 'failed', 'p50', 'p95', 'p99'], ...rowsOf(phase, MOST_TAGS).map(row)];
    const [head = '', ...body] = table(rows, room - 2).map((line) => cut(line, room - 2));
    lines.push(`  ${ink(head, 'dim')}`, ...body.map((line) => `  ${line}`));
  }
  if (phase.due !== null) lines.push(`  ${droppedText(phase.dropped, phase.due)}`);
  for (const fault of faultsOf(view.ledger).filter((span) => span.phase === phase.name)) {
    const from = formatInstant(fault.bitUs ?? fault.leasedUs);
    const to = fault.undoneUs === null ? '' : ` to ${formatInstant(fault.undoneUs)}`;
    lines.push(cut(`  ${ink('fault', 'accent')} ${from}${to}  ${printable(fault.what)} (${fateOf(fault)})`, room));
  }
  for (const skipped of view.ledger.of('fault-skipped').filter((record) => record.phase === phase.name)) {
    const text = `${skipped.fault} on ${skipped.target} skipped: ${skipped.reason}`;
    lines.push(cut(`  ${ink('fault', 'accent')} ${printable(text)}`, room));
  }
  return [...lines, ...errorLines(view, phase, ink, room)];
}

function row({ name, of, sum }: Row): string[] {
  const failed = sum.failed === 0 ? '0' : `${formatCount(sum.failed)} (${formatRatio(sum.failed / sum.count)})`;
  const quantiles = [0.5, 0.95, 0.99].map((q) => formatDuration(sum.response.quantile(q)));
  const label = `${of === 'tags' ? '  ' : ''}${printable(name)}`;
  return [label, formatCount(sum.count), formatRate(sum.rateRps), failed, ...quantiles];
}

function errorLines(view: RunView, phase: PhaseSum, ink: Ink, room: number): string[] {
  const errors = errorsOf(view.ledger).filter((error) => error.phase === phase.name);
  const lines = errors.slice(0, MOST_ERRORS).map((error) => {
    const text = `${formatCount(error.count)} × ${error.cause} in ${printable(error.step)}: ${printable(error.example)}`;
    return cut(`  ${ink('error', 'bad')} ${text}`, room);
  });
  const more = errors.length - MOST_ERRORS;
  return more > 0 ? [...lines, `  ${ink('error', 'bad')} and ${more} more kinds`] : lines;
}

/** Commands are never broken into lines: a terminal copies what it wraps itself as one. */
function next(view: RunView, ink: Ink): string[] {
  const run = shellWord(view.directory);
  const first = (verdict: Verdict) => view.findings.find((finding) => finding.verdict === verdict);
  const doubtful = first('disproven') ?? first('unproven') ?? view.findings[0];
  const seal = view.seal === 'sealed' ? [] : ['The evidence is not sealed: a change of it would not be noticed.'];
  const why = doubtful
    ? [`${ink('why', 'dim')}     seatrial explain ${run} ${shellWord(printable(doubtful.claim))}`]
    : [];
  const report = `${ink('report', 'dim')}  ${view.directory}/report.html`;
  return [...seal, report, ...why, `${ink('again', 'dim')}   seatrial judge ${run}`];
}

/** A share of a whole as `width` cells, filled only as far as it is earned. */
function bar(share: number, width: number): string {
  const full = Math.floor(share * width + 1e-9);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
