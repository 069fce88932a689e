/** The report of `seatrial power` in a terminal; layout only. Text from files and plans is made printable. */
import { type Ink, inkOf } from '../report/text/marks.ts';
import { printable, wrap } from '../report/text/screen-text.ts';
import { table } from '../report/text/table.ts';
import { many } from '../std/many.ts';
import type { Mutant } from './mutant.ts';
import type { FilePower, PowerReport, PowerShare, TriedReport } from './power-report.ts';
import type { TriedMutant } from './results.ts';

/** Claims that are named of a mutant that is unproven. */
const MOST_CLAIMS = 2;
/** Files of which the lines that are never reached are named. */
const MOST_FILES = 8;

/** Columns of the terminal, or without end. */
export interface Screen {
  readonly colour: boolean;
  readonly width: number;
}

export function renderPower(report: PowerReport, { colour, width }: Screen): string {
  const ink = inkOf(colour);
  const room = Math.max(60, width) - 2;
  const missed = report.tried.filter(({ fate }) => fate.kind !== 'killed');
  const lines = [
    `${ink(`power ${percent(report.power)}`, 'bold')}   ${between(report.power)}`,
    ...summary(report).flatMap((line) => wrap(line, room)),
    '',
    ...tableOf(files(report), ink, room),
    ...list('never reached', shortened(report.files.flatMap(unreached)), room),
    '',
    ...tableOf(claims(report), ink, room),
    ...list(
      'never caught anything',
      report.claims.filter(({ tried, killed }) => tried > 0 && killed === 0).map(({ claim }) => printable(claim)),
      room,
    ),
    ...list('not shown of the healthy system, so it catches nothing', report.idle, room),
    ...missed.flatMap((one) => ['', ...missedLines(one, ink, room)]),
    '',
    `${ink('evidence', 'dim')}  ${report.evidence}`,
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

/** `server.mjs:12` */
export function whereOf({ file, start }: Mutant): string {
  return `${file}:${start.line + 1}`;
}

/** One mutant in few words: `killed by 'no lost write' (3.1s)`. */
export function fateText({ fate, seconds }: Pick<TriedMutant, 'fate' | 'seconds'>): string {
  return `${wordOf(fate)} (${seconds.toFixed(1)}s)`;
}

function wordOf(fate: TriedMutant['fate']): string {
  switch (fate.kind) {
    case 'killed': {
      const [first, ...more] = fate.by;
      if (first === undefined) return `killed, ${printable(fate.gone ?? '')}`;
      return `killed by '${printable(first)}'${more.length > 0 ? ` and ${many(more.length, 'other')}` : ''}`;
    }
    case 'survived':
      return 'survived';
    case 'unproven':
      return 'unproven';
    case 'timed out':
      return 'timed out';
  }
}

function summary({ counts, mutants, powerOfClaims, sample }: PowerReport): string[] {
  const { tried, killed, gone, survived, unproven, timedOut } = counts;
  const others = [
    `${survived} survived`,
    ...(unproven > 0 ? [`${unproven} unproven`] : []),
    ...(timedOut > 0 ? [`${timedOut} timed out`] : []),
  ];
  const chosen = sample === null ? 'all' : 'a sample';
  const left = tried < mutants.chosen ? [`${mutants.chosen - tried} were not tried; the same line again goes on`] : [];
  return [
    `${many(tried, 'mutant')} tried, ${chosen} of ${mutants.reached} that the trial reaches (${mutants.made} in all): ${killed} killed, ${others.join(', ')}`,
    ...(gone > 0
      ? [`${gone} of the killed did not start or run on; claims caught ${percent(powerOfClaims)} of the others`]
      : []),
    ...left,
  ];
}

/** Those of which something was tried. */
function files({ files }: PowerReport): string[][] {
  const rows = files
    .filter(({ tried }) => tried > 0)
    .map((file) => [
      printable(file.file),
      ...[file.mutants, file.tried, file.killed, file.tried - file.killed].map(String),
      percent(file.power),
      between(file.power),
    ]);
  return [['file', 'mutants', 'tried', 'killed', 'missed', 'power', ''], ...rows];
}

/** Those that have caught something. */
function claims({ claims }: PowerReport): string[][] {
  const rows = claims
    .filter(({ killed }) => killed > 0)
    .map(({ claim, tried, killed }) => [printable(claim), String(tried), String(killed)]);
  return [['claim', 'judged', 'killed'], ...rows];
}

function unreached({ file, unreached }: FilePower): string[] {
  const ranges = unreached.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return ranges.length === 0 ? [] : [`${printable(file)} ${ranges.join(', ')}`];
}

function missedLines(
  { fate, file, line, operator, lines, nearest, id }: TriedReport,
  ink: Ink,
  room: number,
): string[] {
  const why =
    fate.kind === 'unproven'
      ? [`not shown: ${[...firstOf(fate.of), fate.because].filter(Boolean).map(printable).join('; ')}`]
      : fate.kind === 'timed out'
        ? [fate.because]
        : [];
  const near =
    nearest === null
      ? 'no claim has caught anything in this file'
      : `the nearest claim is '${printable(nearest.claim)}', which caught a change of line ${nearest.line}`;
  const code = lines.map((text) => ink(printable(text), text.startsWith('-') ? 'bad' : 'good'));
  return [
    `${ink(wordOf(fate), 'bold', 'unsure')}  ${printable(file)}:${line}  ${operator} ${ink(`(mutant ${id})`, 'dim')}`,
    ...code.map((text) => `  ${text}`),
    ...[...why, near].flatMap((text) => wrap(text, room - 2)).map((text) => `  ${ink(text, 'dim')}`),
  ];
}

/** The first few claims, and how many others there are. */
function firstOf(claims: readonly string[]): string[] {
  const others = claims.length - MOST_CLAIMS;
  return [...claims.slice(0, MOST_CLAIMS), ...(others > 0 ? [many(others, 'other')] : [])];
}

/** All of a small system; of a large one the first files. */
function shortened(files: readonly string[]): string[] {
  const others = files.length - MOST_FILES;
  return others > 0
    ? [...files.slice(0, MOST_FILES), `and in ${many(others, 'other file')}, which --json names`]
    : [...files];
}

function tableOf(rows: readonly (readonly string[])[], ink: Ink, room: number): string[] {
  return table(rows, room).map((line, index) => (index === 0 ? ink(line, 'dim') : line));
}

function list(label: string, items: readonly string[], room: number): string[] {
  return items.length === 0 ? [] : wrap(`${label}: ${items.join('; ')}`, room);
}

function percent({ share }: PowerShare): string {
  return share === null ? '-' : `${Math.round(share * 100)}%`;
}

/** `52% to 84%` */
function between({ low, high }: PowerShare): string {
  return `${Math.round(low * 100)}% to ${Math.round(high * 100)}%`;
}
