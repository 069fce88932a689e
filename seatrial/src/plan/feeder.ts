/**
 * Rows of data that users take one after another: accounts to log in with, orders to place. Read when the plan is
 * imported, so that a file that is missing is a mistake in the plan and no surprise under load; `act/load` deals them out.
 */
import { parse } from 'csv-parse/sync';
import { digestOf, sha256 } from '../std/digest.ts';
import { shown } from '../std/shown.ts';
import { readBeside } from './beside.ts';
import { type Names, type OptionNames, optionMistakes } from './options.ts';

/**
 * `circular`: in order, over and over. `random`: any row, seeded. `unique`: each row once in a phase, whatever the number
 * of users and threads; a user who finds none left stops, and that is an error with a cause of its own.
 */
export type FeedOrder = 'circular' | 'random' | 'unique';

export interface Feeder<Row> {
  readonly kind: 'feeder';
  /** Where the rows are from, for messages. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly order: FeedOrder;
  /** SHA-256 of the file, or of the rows as JSON; null for rows that are no JSON. */
  readonly digest: string | null;
}

interface FeederOptions {
  /** Default `circular`. */
  order?: FeedOrder;
}

interface CsvOptions extends FeederOptions {
  /** Between two values; `,` by default. */
  separator?: string;
}

const OPTIONS: OptionNames<FeederOptions> = { order: true };
const CSV: OptionNames<CsvOptions> = { ...OPTIONS, separator: true };

/** Paths are relative to the file that names them. What cannot be read throws a sentence when the plan is imported. */
export const feeder = {
  /**
   * A CSV file (RFC 4180) whose first line names the columns: each once, without blanks at the ends.
   * @example const people = feeder.csv('people.csv', { order: 'unique' }); // then in a journey: t.next(people).email
   */
  csv: (file: string | URL, options: CsvOptions = {}): Feeder<Record<string, string>> => {
    mustKnow(String(file), options, CSV);
    const text = read(file);
    const columns = (names: string[]): string[] => checkedHead(names);
    const format = { columns, bom: true, skip_empty_lines: true, delimiter: options.separator ?? ',' } as const;
    return fed(String(file), options, sha256(text), () => parse<Record<string, string>>(text, format));
  },
  /** A JSON file that holds a list. */
  json: <Row = unknown>(file: string | URL, options: FeederOptions = {}): Feeder<Row> => {
    mustKnow(String(file), options, OPTIONS);
    const text = read(file);
    return fed(String(file), options, sha256(text), () => JSON.parse(text) as Row[]);
  },
  /** Rows the plan has itself. */
  of: <Row>(rows: readonly Row[], options: FeederOptions = {}): Feeder<Row> => {
    mustKnow('a list', options, OPTIONS);
    return fed('a list', options, digestOrNull(rows), () => rows);
  },
};

/** A head line that cannot be meant would send users away with other data than the file seems to hold. */
function checkedHead(names: string[]): string[] {
  for (const [index, name] of names.entries()) {
    const bare = name.trim();
    if (bare === '') throw new Error(`column ${index + 1} has no name; name it in the first line, or take it out`);
    if (bare !== name) throw new Error(`the column ${quoted(name)} has blanks at its ends; write ${quoted(bare)}`);
    if (names.indexOf(name) !== index)
      throw new Error(`two columns are called ${quoted(name)}; give each its own name`);
  }
  const [only = ''] = names;
  const [separator] = names.length === 1 ? (/[;\t,]/.exec(only) ?? []) : [];
  if (separator !== undefined)
    throw new Error(
      `its only column is called ${quoted(only)}; write { separator: ${quoted(separator)} } if that stands between columns`,
    );
  return names;
}

/** A tab is to be seen. */
function quoted(name: string): string {
  return shown(name).replaceAll('\t', '\\t');
}

function mustKnow(name: string, options: unknown, names: Names): void {
  const [mistake] = optionMistakes(options, names);
  if (mistake) throw new Error(`feeder of ${name}: ${mistake.problem}; ${mistake.hint}`);
}

function fed<Row>(
  name: string,
  { order = 'circular' }: FeederOptions,
  digest: string | null,
  rowsOf: () => readonly Row[],
): Feeder<Row> {
  if (!['circular', 'random', 'unique'].includes(order))
    throw new Error(`feeder of ${name}: there is no order '${order}'; write 'circular', 'random' or 'unique'`);
  let rows: readonly Row[];
  try {
    rows = rowsOf();
  } catch (error) {
    throw new Error(`feeder of ${name}: ${(error as Error).message}`);
  }
  if (!Array.isArray(rows) || rows.length === 0) throw new Error(`feeder of ${name}: it holds no list with rows in it`);
  return { kind: 'feeder', name, rows, order, digest };
}

/** Rows of the plan's own may hold what JSON cannot say. */
function digestOrNull(rows: unknown): string | null {
  try {
    return digestOf(rows);
  } catch {
    return null;
  }
}

function read(file: string | URL): string {
  const found = readBeside(file, import.meta.url);
  if (!found.ok) throw new Error(`feeder of ${file}: ${found.because}`);
  return found.text;
}
