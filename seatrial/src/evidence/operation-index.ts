/**
 * The operations of a journal, left where they are: of each, its place on the disk and a hash of its key are kept (20
 * bytes), whatever it holds. They are read again in passes over keys, so that the operations of a few keys are in memory at
 * a time. The lines were checked against the chain when they were added.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Operations, Selected } from './ledger.ts';
import type { RecordOf } from './records.ts';

type Operation = RecordOf<'operation'>;

/** About so many are in memory in one pass; more where a single key has more. */
const PASS_OPERATIONS = 25_000;
/** What is read at once: where few lines of a file are wanted, most of a large piece would be read for nothing. */
const PIECE_BYTES = 64 * 1024;
const SMALL_PIECE_BYTES = 4 * 1024;
const MOST_PASSES_OF_PIECES = 64;
const FIRST_ROOM = 1024;
/** Numbers kept of each, in this order: where its line begins, how long it is, the hash of its journey and key, its file, its own number. */
const FIELDS = 5;
const [AT, BYTES, HASH, FILE, SEQ] = [0, 1, 2, 3, 4] as const;

export class OperationIndex implements Operations {
  readonly #files: string[] = [];
  readonly #passOperations: number;
  #places = new Uint32Array(FIRST_ROOM * FIELDS);
  #count = 0;
  /** All of them, where one pass is enough: several claims ask for them. */
  #all: readonly Operation[] | null = null;
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  /** The bytes of a file that are in the buffer. */
  #from = 0;
  #to = 0;

  constructor(passOperations = PASS_OPERATIONS) {
    this.#passOperations = passOperations;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the operation whose line stands at these bytes of a file. */
  add({ journey, key, seq }: Operation, file: string, at: number, bytes: number): void {
    if (this.#files.at(-1) !== file) this.#files.push(file);
    const from = this.#count * FIELDS;
    if (from === this.#places.length) {
      const larger = new Uint32Array(from * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places.set([at, bytes, hashOf(journey, key), this.#files.length - 1, seq], from);
    this.#count++;
  }

  *operations(): Generator<Operation> {
    yield* this.#read(() => true);
  }

  pick(isWanted: (seq: number) => boolean, most: number): Selected {
    let count = 0;
    const places = this.#places;
    const isFirst = (from: number): boolean => isWanted(places[from + SEQ] ?? 0) && count++ < most;
    return { first: [...this.#read(isFirst)], count };
  }

  *histories(journey: string): Generator<readonly Operation[]> {
    const passes = Math.max(1, Math.ceil(this.#count / this.#passOperations));
    if (passes === 1) this.#all ??= [...this.operations()];
    for (let pass = 0; pass < passes; pass++) {
      const byKey = new Map<string, Operation[]>();
      for (const operation of this.#all ?? this.#read((from) => (this.#places[from + HASH] ?? 0) % passes === pass)) {
        if (operation.journey !== journey) continue;
        const own = byKey.get(operation.key);
        if (own) own.push(operation);
        else byKey.set(operation.key, [operation]);
      }
      yield* byKey.values();
    }
  }

  /** Those whose numbers, from this index on, say so; in the order of the journal. */
  *#read(isWanted: (from: number) => boolean): Generator<Operation> {
    let open = -1;
    let descriptor = -1;
    try {
      for (let from = 0; from < this.#count * FIELDS; from += FIELDS) {
        if (!isWanted(from)) continue;
        const file = this.#places[from + FILE] as number;
        if (file !== open) {
          if (descriptor >= 0) closeSync(descriptor);
          descriptor = -1;
          descriptor = openSync(this.#files[file] as string, 'r');
          open = file;
          this.#to = 0;
        }
        yield this.#lineAt(descriptor, this.#places[from + AT] as number, this.#places[from + BYTES] as number);
      }
    } finally {
      if (descriptor >= 0) closeSync(descriptor);
    }
  }

  #lineAt(descriptor: number, at: number, bytes: number): Operation {
    if (at < this.#from || at + bytes > this.#to) this.#load(descriptor, at, bytes);
    const line = this.#buffer.toString('utf8', at - this.#from, at - this.#from + bytes);
    return JSON.parse(`${line.slice(0, line.lastIndexOf(',"hash":'))}}`) as Operation;
  }

  #load(descriptor: number, at: number, bytes: number): void {
    const few = this.#count > MOST_PASSES_OF_PIECES * this.#passOperations;
    const wanted = Math.max(bytes, few ? SMALL_PIECE_BYTES : PIECE_BYTES);
    if (wanted > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(wanted);
    this.#from = at;
    this.#to = at + readSync(descriptor, this.#buffer, 0, wanted, at);
  }
}

/** FNV-1a over both, 32 bits. */
function hashOf(journey: string, key: string): number {
  let hash = 0x811c9dc5;
  for (const text of [journey, '\0', key]) {
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
