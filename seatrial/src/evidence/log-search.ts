/**
 * Looks for the secrets that a plan declares in the whole output of every instance, before they are taken out of it. A piece
 * at a time, however long a log is. What it finds are facts: which secret by its name, where, how often; never its value.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { escapedOut } from '../std/escaped.ts';
import { anyOf } from '../std/redact.ts';
import { ORDINARY } from '../std/secret-names.ts';
import { linesOf, spellingsOf } from '../std/secret-spellings.ts';
import { spelledOut } from '../std/spelled-out.ts';
import type { LogSearched, SecretFound } from './records.ts';
import { LOGS_FOLDER } from './run-directory.ts';

const PIECE_BYTES = 1024 * 1024;
/** A log that is longer is searched up to here, and the fact says how much was not. */
const SEARCHED_BYTES = 128 * 1024 * 1024;
const NEW_LINE = 0x0a;
/** In a secret that is written item by item: `      107,` and a new line. */
const MOST_BYTES_AN_ITEM = 12;
/** A line of letters and marks alone, of a secret of several lines: `"type": "service_account",` stands in many. */
const ORDINARY_LINE = /^[\p{L}\W_]*$/u;

interface Named {
  readonly name: string;
  readonly value: string;
  readonly guessed?: true;
}

/** Facts about the logs of a run; none where no secret is declared. */
export function searchLogs(
  directory: string,
  secrets: readonly Named[],
  pieceBytes = PIECE_BYTES,
): (LogSearched | SecretFound)[] {
  if (secrets.length === 0) return [];
  const folder = join(directory, LOGS_FOLDER);
  return readdirSync(folder).flatMap((file) => {
    const [, system, number] = /^(.+)-(\d+)\.log$/.exec(file) ?? [];
    if (system === undefined) return [];
    const where = { system, instance: Number(number) };
    const search = new Search(secrets);
    const unsearchedBytes = read(join(folder, file), pieceBytes, search);
    const names = [...new Set(secrets.map(({ name }) => name))];
    const found = search.found().map((fact) => ({ kind: 'secret-found' as const, ...fact, ...where }));
    return [
      {
        kind: 'log-searched' as const,
        ...where,
        lines: search.lines,
        secrets: names,
        ...(unsearchedBytes > 0 ? { unsearchedBytes } : {}),
      },
      ...found,
    ];
  });
}

/**
 * Hands a file to a search, each piece with enough of the next one that no secret is cut in two. Returns how many bytes of
 * it were too many.
 */
function read(path: string, pieceBytes: number, search: Search): number {
  const file = openSync(path, 'r');
  try {
    const window = Buffer.alloc(pieceBytes + search.longest);
    const { size } = fstatSync(file);
    for (let kept = 0, done = 0; ; ) {
      const filled = fill(file, window, kept);
      const last = filled < window.length;
      const own = last ? filled : filled - search.longest;
      search.piece(window.subarray(0, filled), own);
      done += own;
      if (last) return 0;
      if (done >= SEARCHED_BYTES) return size - done;
      window.copyWithin(0, own, filled);
      kept = filled - own;
    }
  } finally {
    closeSync(file);
  }
}

/** Reads until the window is full or the file at its end; returns how much of it is filled. */
function fill(file: number, window: Buffer, from: number): number {
  let filled = from;
  for (;;) {
    const count = readSync(file, window, filled, window.length - filled, null);
    filled += count;
    if (count === 0 || filled === window.length) return filled;
  }
}

/** How a secret, or one line of it, may be written. */
interface Spelling extends Wanted {
  readonly bytes: Buffer;
}

/** A secret, or one line of it. */
interface Wanted extends Named {
  readonly isLine: boolean;
  readonly ordinary: boolean;
}

class Search {
  readonly longest: number;
  /** Longest first, as are their spellings. */
  readonly #wanted: readonly Wanted[];
  readonly #values: readonly string[];
  /** Longest first: a secret that is part of another one is not found within it. */
  readonly #spellings: readonly Spelling[];
  /** Whether any of them is there: one look for all, because most pieces hold none. In bytes, each a character. */
  readonly #any: RegExp;
  readonly #found = new Map<string, Omit<SecretFound, 'kind' | 'system' | 'instance'>>();
  #lineEnds = 0;
  #unended = false;

  constructor(secrets: readonly Named[]) {
    this.#wanted = secrets
      .flatMap((secret) => [
        { ...secret, isLine: false, ordinary: ORDINARY.test(secret.value) },
        ...linesOf(secret.value).map((value) => ({
          ...secret,
          value,
          isLine: true,
          ordinary: ORDINARY_LINE.test(value),
        })),
      ])
      .sort((a, b) => b.value.length - a.value.length);
    this.#values = this.#wanted.map(({ value }) => value);
    this.#spellings = this.#wanted
      .flatMap((about) => spellingsOf(about.value).map((text) => ({ ...about, bytes: Buffer.from(text) })))
      .sort((a, b) => b.bytes.length - a.bytes.length);
    this.#any = anyOf(this.#spellings.map(({ bytes }) => bytes.toString('latin1')));
    const longestValue = this.#values.reduce((most, value) => Math.max(most, Buffer.byteLength(value)), 0);
    this.longest = Math.max(this.#spellings[0]?.bytes.length ?? 0, longestValue * MOST_BYTES_AN_ITEM);
  }

  get lines(): number {
    return this.#lineEnds + (this.#unended ? 1 : 0);
  }

  found() {
    return [...this.#found.values()];
  }

  /** Counts what begins in the first `own` bytes; the rest is there to see how that goes on. */
  piece(bytes: Buffer, own: number): void {
    const firsts = new Map<string, number>();
    const text = bytes.toString('latin1');
    const spellings = this.#any.test(text) ? this.#spellings : [];
    for (const spelling of spellings) {
      const { name, bytes: wanted } = spelling;
      for (let at = bytes.indexOf(wanted); at >= 0 && at < own; at = bytes.indexOf(wanted, at + wanted.length)) {
        blank(bytes.subarray(at, at + wanted.length));
        firsts.set(name, Math.min(at, firsts.get(name) ?? at));
        this.#count(spelling);
      }
    }
    let left = spellings.length > 0 ? bytes.toString('latin1') : text;
    for (const findIn of [spelledOut, escapedOut]) {
      const hidden = findIn(left, this.#values);
      for (const { index, from, to } of hidden) {
        const wanted = this.#wanted[index];
        if (wanted === undefined || from >= own) continue;
        blank(bytes.subarray(from, to));
        firsts.set(wanted.name, Math.min(from, firsts.get(wanted.name) ?? from));
        this.#count(wanted);
      }
      if (hidden.length > 0) left = bytes.toString('latin1');
    }
    for (const [name, at] of firsts) {
      const found = this.#found.get(name);
      if (found?.line === 0) found.line = this.#lineEnds + newLinesIn(bytes.subarray(0, at)) + 1;
    }
    const mine = bytes.subarray(0, own);
    this.#lineEnds += newLinesIn(mine);
    if (own > 0) this.#unended = mine[own - 1] !== NEW_LINE;
  }

  /** The line is told at the end of the piece, of whatever stands first in it. */
  #count({ name, isLine, ordinary, guessed }: Wanted): void {
    const doubts = { ...(ordinary ? { ordinary } : {}), ...(guessed ? { guessed } : {}) };
    const found = this.#found.get(name) ?? { secret: name, line: 0, count: 0, ...doubts };
    this.#found.set(name, found);
    found.count += 1;
    if (isLine) found.lines = (found.lines ?? 0) + 1;
    if (!ordinary) delete found.ordinary;
  }
}

/** Found once is enough; ends of lines stay, because they are counted. */
function blank(bytes: Buffer): void {
  for (const [index, byte] of bytes.entries()) if (byte !== NEW_LINE) bytes[index] = 0;
}

function newLinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEW_LINE); at >= 0; at = bytes.indexOf(NEW_LINE, at + 1)) count++;
  return count;
}
