/** The table for people: every row that is not right, with why; then the counts of each column, the date and the machine. */
import { cpus } from 'node:os';
import type { Judged, Outcome } from './outcome.ts';
import type { Row } from './row.ts';

export interface Line {
  readonly row: Row;
  readonly judged: Judged;
  readonly tookS: number;
}

export interface Column {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Rows that time did not suffice for. */
  readonly notRun: number;
  readonly tookS: number;
}

/** Undecided rows a calm machine may have. */
export const UNDECIDED_AT_MOST = 0.05;

const COUNTED: readonly Outcome[] = [
  'right',
  'false proven',
  'false disproven',
  'undecided',
  'wrong otherwise',
  'skipped',
];

export function render(columns: readonly Column[], date: Date): string {
  const names = [...new Set(columns.flatMap(({ lines }) => lines.map(({ row }) => row.name)))];
  const width = Math.max(3, ...names.map((name) => name.length));
  return [
    `| ${'row'.padEnd(width)} | ${columns.map(({ title }) => title).join(' | ')} |`,
    `| ${'-'.repeat(width)} |${columns.map(() => ' --- |').join('')}`,
    ...names.map((name) => `| ${name.padEnd(width)} | ${columns.map((column) => cell(column, name)).join(' | ')} |`),
    '',
    ...columns.flatMap(explain),
    `|  | ${columns.map(({ title }) => title).join(' | ')} |`,
    `| --- |${columns.map(() => ' ---: |').join('')}`,
    ...COUNTED.map((outcome) => `| ${outcome} | ${columns.map((column) => count(column, outcome)).join(' | ')} |`),
    `| not run | ${columns.map(({ notRun }) => notRun).join(' | ')} |`,
    `| seconds | ${columns.map(({ tookS }) => tookS.toFixed(0)).join(' | ')} |`,
    '',
    `${date.toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, by \`npm run truth\`.`,
  ].join('\n');
}

function cell({ lines }: Column, name: string): string {
  const outcomes = lines.filter(({ row }) => row.name === name).map(({ judged }) => judged.outcome);
  if (outcomes.length <= 1) return outcomes[0] ?? 'not run';
  return COUNTED.flatMap((outcome) => {
    const times = outcomes.filter((candidate) => candidate === outcome).length;
    return times === 0 ? [] : [`${times} × ${outcome}`];
  }).join(', ');
}

function explain({ title, lines }: Column): string[] {
  const wrong = lines.filter(({ judged }) => judged.outcome !== 'right' && judged.outcome !== 'skipped');
  const texts = wrong.flatMap(({ row, judged }) => [
    `${judged.outcome}, ${title}: ${row.name} (${row.about})`,
    ...judged.why.map((why) => `    ${why}`),
  ]);
  const skipped = lines.filter(({ judged }) => judged.outcome === 'skipped');
  return [...texts, ...skipped.map(({ row, judged }) => `skipped: ${row.name}: ${judged.why.join('; ')}`), ''];
}

export function count({ lines }: Column, outcome: Outcome): number {
  return lines.filter(({ judged }) => judged.outcome === outcome).length;
}
