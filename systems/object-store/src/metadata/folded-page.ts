/**
 * One page of a listing over any ordered source of rows. The items of a listing are the rows whose keys are under the prefix, except that
 * those which share a delimiter after the prefix fold into one item, their common prefix; items are ordered by the UTF-8 bytes of keys and
 * each counts once toward the limit. Rows folded into a prefix are skipped with one seek, not read.
 */
import type { Questions, Row } from '@seatrial/service-sql';
import type { ListQuery } from './interface/objects.ts';

/** Orders rows that have the same key. */
export type Tie = number | string;

export interface Place {
  readonly key: Buffer;
  /** Behind the row of that key with this tie; undefined: at the first row of that key. */
  readonly tie: Tie | undefined;
}

export interface PlacedRow extends Place {
  readonly tie: Tie;
  readonly row: Row;
}

/** Rows from a place on, in order. */
export type Fetch = (from: Place, limit: number) => Questions<readonly PlacedRow[]>;

export interface FoldedPage {
  readonly rows: readonly PlacedRow[];
  readonly commonPrefixes: readonly string[];
  /** The last item of a page that is not the last page: a row or a common prefix. */
  readonly last: PlacedRow | string | undefined;
}

/** Reads ahead in growing steps: a listing that folds prefixes needs one row a seek, a flat one all at once. */
const FIRST_STEP = 8;
const LONGEST_STEP = 1024;

/** Starts behind all rows of the key `query.after`, or only behind the one that has the tie. */
export function* foldedPage(fetch: Fetch, query: ListQuery, tie?: Tie): Questions<FoldedPage> {
  const rows: PlacedRow[] = [];
  const commonPrefixes: string[] = [];
  if (query.limit === 0) return { rows, commonPrefixes, last: undefined };
  const prefix = Buffer.from(query.prefix);
  const delimiter = Buffer.from(query.delimiter);
  let last: PlacedRow | string | undefined;
  let from: Place | undefined = firstPlace(prefix, delimiter, Buffer.from(query.after), tie);
  let step = delimiter.length === 0 ? Math.min(LONGEST_STEP, query.limit + 1) : FIRST_STEP;
  while (from !== undefined) {
    const found: readonly PlacedRow[] = yield* fetch(from, step);
    from = found.length < step ? undefined : found.at(-1);
    step = Math.min(step * 4, LONGEST_STEP);
    for (const row of found) {
      if (!startsWith(row.key, prefix)) return { rows, commonPrefixes, last: undefined };
      if (rows.length + commonPrefixes.length === query.limit) return { rows, commonPrefixes, last };
      const folded = commonPrefix(row.key, prefix, delimiter);
      if (folded !== undefined) {
        last = folded.toString();
        commonPrefixes.push(last);
        from = { key: firstBeyond(folded), tie: undefined };
        step = FIRST_STEP;
        break;
      }
      last = row;
      rows.push(row);
    }
  }
  return { rows, commonPrefixes, last: undefined };
}

/** Where the first row can be that belongs to an item after `key`. */
function firstPlace(prefix: Buffer, delimiter: Buffer, key: Buffer, tie: Tie | undefined): Place {
  if (key.length === 0 || key.compare(prefix) < 0) return { key: prefix, tie: undefined };
  const folded = commonPrefix(key, prefix, delimiter);
  if (folded !== undefined) return { key: firstBeyond(folded), tie: undefined };
  return tie === undefined ? { key: Buffer.concat([key, Buffer.of(0)]), tie } : { key, tie };
}

function commonPrefix(key: Buffer, prefix: Buffer, delimiter: Buffer): Buffer | undefined {
  if (delimiter.length === 0 || !startsWith(key, prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.subarray(0, at + delimiter.length);
}

function startsWith(key: Buffer, prefix: Buffer): boolean {
  return prefix.length === 0 || key.subarray(0, prefix.length).equals(prefix);
}

/** The least byte string greater than everything that begins with `prefix`; UTF-8 has no byte 0xFF, so the last one can grow. */
function firstBeyond(prefix: Buffer): Buffer {
  const beyond = Buffer.from(prefix);
  beyond[beyond.length - 1] = (beyond[beyond.length - 1] ?? 0) + 1;
  return beyond;
}
