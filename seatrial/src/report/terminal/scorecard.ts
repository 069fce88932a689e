/**
 * The scorecard in a terminal: the final word first, then every claim by category, what died, what the phases did, what
 * to run next, and the final word again, where the reader is by then. Text from evidence is made printable, so a system
 * under test cannot draw on the reader's screen.
 */
import { PHASE_KINDS } from '../../evidence/records/phase.ts';
import type { Finding, Verdict } from '../../judge/finding.ts';
import type { CategoryScore } from '../../judge/scorecard.ts';
import { many } from '../../std/many.ts';
import { formatRate, formatRatio } from '../../std/units.ts';
import { type Death, deathsOf } from '../figures/deaths.ts';
import { faultFate, faultsOf } from '../figures/faults.ts';
import { errorsOf, type PhaseSum, phasesOf, type Row, rowsOf } from '../figures/series.ts';
import { finalWord, partNotices, provenPercent, type RunView, shellWord, summaryOf } from '../run-view.ts';
import { type Ink, inkOf, MARKS, type Tone } from '../text/marks.ts';
import { droppedText, formatCount, formatDuration, formatInstant } from '../text/record-text.ts';
import { columns, cut, pad, printable, wrap } from '../text/screen-text.ts';
import { table } from '../text/table.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; `Infinity` in a file or a pipe, where every line is whole. */
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
    ...deathsOf(view.ledger).flatMap((death) => ['', ...deathLines(view, death, ink, room)]),
    ...phasesOf(view.ledger).flatMap((phase) => ['', ...phaseLines(view, phase, ink, room)]),
    '',
    ...next(view, ink),
    '',
    ...lastWord(view, ink, room),
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

function headline(view: RunView, ink: Ink, room: number): string[] {
  const left = `${word(view, ink)}   ${ink(`${provenPercent(view.scorecard.score)} proven`, 'bold')}`;
  const name = cut(printable(view.header.plan.name), Math.max(0, room - columns(left) - 2));
  const notices = partNotices(view).flatMap((notice) => wrap(notice, room));
  const space = Number.isFinite(room) ? room - columns(left) - columns(name) : 3;
  return [`${left}${' '.repeat(space)}${ink(name, 'dim')}`, summaryOf(view.findings), ...notices];
}

function lastWord(view: RunView, ink: Ink, room: number): string[] {
  const [last, summary] = [word(view, ink), summaryOf(view.findings)];
  return columns(last) + columns(summary) + 3 <= room ? [`${last}   ${summary}`] : [last, summary];
}

function word(view: RunView, ink: Ink): string {
  const { mark, tone } = MARKS[view.scorecard.verdict];
  return ink(`${mark} ${finalWord(view).toUpperCase()}`, 'bold', tone);
}

function category(view: RunView, score: CategoryScore, ink: Ink, room: number): string[] {
  const { mark, tone } = MARKS[score.verdict];
  const findings = view.findings.filter((finding) => finding.category === score.category);
  const share = `${ink(mark, tone)} ${score.proven} of ${findings.length} proven`;
  const head = `${ink(pad(score.category, 14), 'bold')}${ink(bar(score.score, 12), tone)}  ${share}`;
  const sizes = sizesOf(view.findings, room);
  return ['', head, ...findings.flatMap((finding) => findingLines(finding, sizes, ink, room))];
}

/** Columns for claim and observed: as wide as their text, where there is room for both. */
function sizesOf(findings: readonly Finding[], room: number): [claim: number, observed: number] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => columns(printable(text))));
  const left = room - 6;
  const observed = Math.min(widest(findings.map((finding) => finding.observed)), Math.floor(left * 0.4));
  return [Math.min(widest(findings.map((finding) => finding.claim)), left - observed), observed];
}

/**
 * One line where claim and observed fit into their columns, else each on lines of its own: two claims whose names differ in
 * their last words are told apart. What was required is in most names; where a claim is not proven, it is said in full below.
 */
function findingLines(finding: Finding, sizes: readonly [number, number], ink: Ink, room: number): string[] {
  const { mark, tone } = MARKS[finding.verdict];
  const [name, observed] = [printable(finding.claim), printable(finding.observed)];
  const fits = columns(name) <= sizes[0] && columns(observed) <= sizes[1];
  const [first = '', ...more] = fits ? [pad(name, sizes[0])] : wrap(name, room - 4);
  const head = [`  ${ink(mark, 'bold', tone)} ${first}${fits ? `  ${ink(observed, tone)}` : ''}`];
  const below = (text: string, ...tones: Tone[]): string[] =>
    wrap(text, room - 4).map((line) => `    ${ink(line, ...tones)}`);
  const lines = [...head, ...more.map((line) => `    ${line}`)];
  if (finding.verdict === 'proven') return fits ? lines : [...lines, ...below(observed, tone)];
  const required = `${fits ? '' : `${finding.observed}; `}required: ${finding.required}`;
  const inFull = [required, ...finding.because.slice(0, 1)];
  return [...lines, ...inFull.flatMap((text) => below(printable(text), 'dim'))];
}

function deathLines(view: RunView, { name, what, atUs, output, log }: Death, ink: Ink, room: number): string[] {
  const head = `${printable(`${name} ${what}`)} at ${formatInstant(atUs)}`;
  const said = output.map((line) => `    ${ink(cut(printable(line), room - 4), 'dim')}`);
  const system = view.header.plan.systems.find((one) => name.startsWith(`${one.name} `));
  const about = [
    ...(system === undefined
      ? []
      : wrap(printable(`its command: ${system.what}`), room - 2).map((line) => `  ${line}`)),
    ...(output.length === 0 ? [] : [`  all it said: ${view.directory}/${log}`]),
  ];
  const [first = '', ...more] = wrap(head, room);
  return [ink(first, 'bold', 'bad'), ...more.map((line) => `  ${line}`), ...about, ...said];
}

function phaseLines(view: RunView, phase: PhaseSum, ink: Ink, room: number): string[] {
  const outcome = phase.outcome === 'complete' ? '' : ` · ${phase.outcome}${phase.because ? `: ${phase.because}` : ''}`;
  const about = printable(`${phase.subject} · ${phase.described}${outcome}`);
  const name = printable(phase.name);
  const lines =
    columns(name) + columns(about) + 2 <= room
      ? [`${ink(name, 'bold')}  ${ink(about, 'dim')}`]
      : [...wrap(name, room).map((line) => ink(line, 'bold')), ...hanging('', about, room, 'dim', ink)];
  if (phase.requests === null && PHASE_KINDS[phase.action] === 'journey')
    lines.push(ink('  nothing was completed', 'dim'));
  if (phase.requests !== null) {
    const rows = [
      ['step', 'requests', 'succeeded/s', 'failed', 'p50', 'p95', 'p99'],
      ...rowsOf(phase, MOST_TAGS).map(row),
    ];
    const [head = '', ...body] = table(rows, room - 2).map((line) => cut(line, room - 2));
    lines.push(`  ${ink(head, 'dim')}`, ...body.map((line) => `  ${line}`));
  }
  lines.push(...phase.unanswered.flatMap((text) => wrap(text, room - 2).map((line) => `  ${ink(line, 'bad')}`)));
  if (phase.due !== null) lines.push(`  ${droppedText(phase.dropped, phase.due)}`);
  for (const fault of faultsOf(view.ledger).filter((span) => span.phase === phase.name)) {
    const from = formatInstant(fault.bitUs ?? fault.leasedUs);
    const to = fault.undoneUs === null ? '' : ` to ${formatInstant(fault.undoneUs)}`;
    lines.push(
      ...hanging('fault', `${from}${to}  ${printable(fault.what)} (${faultFate(fault)})`, room, 'accent', ink),
    );
  }
  for (const skipped of view.ledger.of('fault-skipped').filter((record) => record.phase === phase.name)) {
    const text = `${skipped.fault} on ${skipped.target} skipped: ${skipped.reason}`;
    lines.push(...hanging('fault', printable(text), room, 'accent', ink));
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
  const lines = errors.slice(0, MOST_ERRORS).flatMap((error) => {
    const text = `${formatCount(error.count)} × ${error.cause} in ${printable(error.step)}: ${printable(error.example)}`;
    return hanging('error', text, room, 'bad', ink);
  });
  const more = errors.length - MOST_ERRORS;
  return more > 0 ? [...lines, ...hanging('error', `and ${many(more, 'more kind')}`, room, 'bad', ink)] : lines;
}

/** A label and a text that goes on below itself; without a label all of it has the label's tone. */
function hanging(label: string, text: string, room: number, tone: Tone, ink: Ink): string[] {
  if (label === '') return wrap(text, room - 2).map((line) => `  ${ink(line, tone)}`);
  const size = columns(label) + 3;
  const gap = ' '.repeat(size);
  return wrap(text, room - size).map((line, index) => (index === 0 ? `  ${ink(label, tone)} ${line}` : gap + line));
}

/** Commands are never broken into lines: a terminal copies what it wraps itself as one. */
function next(view: RunView, ink: Ink): string[] {
  const run = shellWord(view.directory);
  const first = (verdict: Verdict) => view.findings.find((finding) => finding.verdict === verdict);
  const doubtful = first('disproven') ?? first('unproven') ?? view.findings[0];
  const seal = view.seal === 'sealed' ? [] : ['The evidence is not sealed: a change of it would not be noticed.'];
  const why = doubtful
    ? [`${ink('why', 'dim')}     npx seatrial explain ${run} ${shellWord(printable(doubtful.claim))}`]
    : [];
  const report = `${ink('report', 'dim')}  ${view.directory}/report.html`;
  return [...seal, report, ...why, `${ink('again', 'dim')}   npx seatrial judge ${run}`];
}

/** A share of a whole as `width` cells, filled only as far as it is earned. */
function bar(share: number, width: number): string {
  const full = Math.floor(share * width + 1e-9);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
