/**
 * One claim from its verdict down to the records it was computed from, those that decide first. With it a reader checks a finding by hand; it adds
 * nothing that is not in the finding or in the journal.
 */

import type { Ledger, Selected } from '../../evidence/ledger.ts';
import type { EvidenceRecord } from '../../evidence/records.ts';
import type { Finding } from '../../judge/finding.ts';
import { editDistance } from '../../std/edit-distance.ts';
import { many } from '../../std/many.ts';
import { type RunView, shellWord, summaryOf } from '../run-view.ts';
import { inkOf, MARKS } from '../text/marks.ts';
import { formatCount, lineOf } from '../text/record-text.ts';
import { cut, printable, wrap } from '../text/screen-text.ts';

export interface ExplainOptions {
  readonly colour: boolean;
  readonly width: number;
  /** Every record, each in full, instead of those that decide, or the first 20, cut to the width. */
  readonly all: boolean;
}

/** Either the text, or what is wrong and what to ask instead. */
export type Explained = { ok: true; text: string } | { ok: false; problem: string; hint: string };

const MOST_RECORDS = 20;

/**
 * Explains one claim by its id; case and surrounding spaces do not matter.
 * @example renderExplain(view, 'errors of order rate<0.1%', { colour: false, width: 80, all: false })
 */
export function renderExplain(view: RunView, claim: string, options: ExplainOptions): Explained {
  const wanted = claim.trim().toLowerCase();
  const finding = view.findings.find((candidate) => candidate.claim.toLowerCase() === wanted);
  if (!finding) return unknown(view, claim);
  const ink = inkOf(options.colour);
  const { mark, tone } = MARKS[finding.verdict];
  const room = Math.max(40, options.width) - 2;
  const field = (name: string, value: string): string[] =>
    wrap(printable(value), room - 10).map(
      (line, index) => `${ink((index === 0 ? name : '').padEnd(10), 'dim')}${line}`,
    );
  const records = view.ledger.select(finding.records, options.all ? Number.POSITIVE_INFINITY : MOST_RECORDS);
  const lines = [
    `${ink(`${mark} ${finding.verdict.toUpperCase()}`, 'bold', tone)}   ${ink(printable(finding.claim), 'bold')}`,
    '',
    ...field('category', `${finding.category}, weight ${finding.weight}`),
    ...field('required', finding.required),
    ...field('observed', finding.observed),
    ...finding.because.flatMap((sentence, index) => field(index === 0 ? 'because' : '', sentence)),
    '',
    ...recordLines(view, finding, records, options, room),
  ];
  return { ok: true, text: `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n` };
}

function recordLines(
  view: RunView,
  finding: Finding,
  { count, first }: Selected,
  options: ExplainOptions,
  room: number,
): string[] {
  if (count === 0) return ['There are no records: nothing that was seen bears on this claim.'];
  const telling = tellingOf(view.ledger, finding);
  // Of a recovery it matters when something was answered, and how often; times and sizes would push that off the line.
  const leaveOut = finding.kind === 'recovery' && !options.all ? 'figures' : undefined;
  const text = (record: EvidenceRecord): string => printable(lineOf(record, leaveOut));
  const whole = (record: EvidenceRecord): string[] =>
    record.kind === 'window' ? [cut(text(record), room)] : hanging(text(record), room);
  const told = telling.length === 0 ? [] : ['What decides:', ...telling.flatMap(whole)];
  const head = `Computed from ${many(count, 'record')}:`;
  if (options.all) return [...told, ...(told.length === 0 ? [] : ['']), head, ...first.map(text)];
  const more = count - (telling.length || first.length);
  const command = `npx seatrial explain ${shellWord(view.directory)} ${shellWord(printable(finding.claim))} --all`;
  const rest = more > 0 ? ['', `and ${formatCount(more)} more: ${command}`] : [];
  return [...(telling.length === 0 ? [head, ...first.map((record) => cut(text(record), room))] : told), ...rest];
}

/** In full, for what is read closely; windows are many and their figures alike. */
function hanging(line: string, room: number): string[] {
  const [first = '', ...more] = wrap(line, room - 4);
  return [first, ...more.map((part) => `    ${part}`)];
}

/** The records that decide, as the judge put them. */
function tellingOf(ledger: Ledger, { telling = [] }: Finding): EvidenceRecord[] {
  const { first } = ledger.select(
    telling.map((seq) => [seq, seq] as const),
    telling.length,
  );
  const found = new Map(first.map((record) => [record.seq, record]));
  return telling.flatMap((seq) => found.get(seq) ?? []);
}

/**
 * Every claim with its verdict and what was seen, and how to go on with one.
 * @example renderClaims(view, { colour: false, width: 80 })
 */
export function renderClaims(view: RunView, { colour, width }: { colour: boolean; width: number }): string {
  const ink = inkOf(colour);
  const room = Math.max(40, width) - 4;
  const lines = view.findings.flatMap(({ claim, verdict, observed }) => {
    const { mark, tone } = MARKS[verdict];
    const [first = '', ...more] = wrap(printable(claim), room - 2);
    const seen = wrap(printable(observed), room - 2).map((line) => ink(line, 'dim'));
    return [`${ink(mark, 'bold', tone)} ${first}`, ...[...more, ...seen].map((line) => `  ${line}`)];
  });
  const worst = (['disproven', 'unproven', 'proven'] as const).flatMap((verdict) =>
    view.findings.filter((finding) => finding.verdict === verdict),
  );
  const next = worst[0]
    ? `npx seatrial explain ${shellWord(view.directory)} ${shellWord(printable(worst[0].claim))}`
    : 'its plan claims nothing';
  return `\n${[summaryOf(view.findings), '', ...lines, '', next].map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

function unknown(view: RunView, claim: string): Explained {
  const ids = view.findings.map((finding) => printable(finding.claim));
  const problem = `this run has no claim '${printable(claim)}'`;
  const nearest = nearestClaim(ids, claim);
  if (nearest === undefined) return { ok: false, problem, hint: 'its plan claims nothing' };
  return {
    ok: false,
    problem,
    hint: `did you mean '${nearest}'? Its claims are:\n${ids.map((id) => `  ${id}`).join('\n')}`,
  };
}

/** The claim whose name is most like a text; undefined where there are none. */
export function nearestClaim(ids: readonly string[], text: string): string | undefined {
  return ids.toSorted((a, b) => distance(a, text) - distance(b, text))[0];
}

/** A part of an id is nearer than any other text. */
function distance(id: string, wanted: string): number {
  const text = wanted.trim();
  return text !== '' && id.toLowerCase().includes(text.toLowerCase()) ? 0 : editDistance(id, text);
}
