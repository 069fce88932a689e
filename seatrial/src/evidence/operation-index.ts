/**
 * The operations of a journal, left where they are: of each, its place on the disk and a hash of its key are kept (20
 * bytes), whatever it holds. They are read again in passes over keys: of one pass the lines are in memory, and as objects
 * only the operations of a few keys at a time. The lines were checked against the chain when they were added.
 */
import { historiesIn, type KeyRecords, type Operations, type Selected } from './ledger.ts';
import type { EvidenceRecord, RecordOf } from './records.ts';
import { SegmentReader } from './segment.ts';

type Operation = RecordOf<'operation'>;

/** Up to so many are kept as objects: several claims ask for them. */
const FEW = 25_000;
/** The lines of one pass; more where a single key has more. Each pass unpacks all of the journal, so passes are to be few. */
const PASS_BYTES = 128_000_000;
const FIRST_ROOM = 1024;
/** Numbers kept of each, in this order: where its line begins, how long it is, the hash of its key, its file, its own number. */
const FIELDS = 5;
const [AT, BYTES, HASH, FILE, SEQ] = [0, 1, 2, 3, 4] as const;

interface OperationIndexOptions {
  readonly translated?: (record: EvidenceRecord) => EvidenceRecord;
  readonly few?: number;
  readonly passBytes?: number;
}

export class OperationIndex implements Operations {
  readonly #files: string[] = [];
  readonly #few: number;
  readonly #translated: (record: EvidenceRecord) => EvidenceRecord;
  readonly #passBytes: number;
  #places = new Uint32Array(FIRST_ROOM * FIELDS);
  #count = 0;
  /** Of all lines. */
  #bytes = 0;
  /** All of them, where they are few. */
  #all: readonly Operation[] | null = null;
  /** Lent to one reading at a time. */
  #reader: SegmentReader | null = null;
  /** Room for the lines of a pass, for one reading at a time. */
  #room: Buffer | null = null;

  /** `translated` puts a record that was read into the words of this version. Other limits are for tests. */
  constructor({ translated = same, few = FEW, passBytes = PASS_BYTES }: OperationIndexOptions = {}) {
    this.#translated = translated;
    this.#few = few;
    this.#passBytes = passBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the operation whose line stands at these bytes of a file, named without what packing adds. */
  add({ key, seq }: Operation, file: string, at: number, bytes: number): void {
    if (this.#files.at(-1) !== file) this.#files.push(file);
    const from = this.#count * FIELDS;
    if (from === this.#places.length) {
      const larger = new Uint32Array(from * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places.set([at, bytes, hashOf(key), this.#files.length - 1, seq], from);
    this.#count++;
    this.#bytes += bytes;
  }

  *operations(): Generator<Operation> {
    for (const line of this.#lines(() => true)) yield this.#operationOf(line);
  }

  pick(isWanted: (seq: number) => boolean, most: number): Selected {
    let count = 0;
    const isFirst = (place: number): boolean => isWanted(this.#field(place, SEQ)) && count++ < most;
    return { first: Array.from(this.#lines(isFirst), (line) => this.#operationOf(line)), count };
  }

  *histories(journey: string): Generator<KeyRecords> {
    if (this.#count <= this.#few) {
      this.#all ??= [...this.operations()];
      yield* historiesIn(this.#all, journey);
      return;
    }
    const passes = Math.ceil(this.#bytes / this.#passBytes);
    for (let pass = 0; pass < passes; pass++) {
      for (const alike of this.#alike((place) => this.#field(place, HASH) % passes === pass))
        yield* historiesIn(alike, journey);
    }
  }

  /** Those that are wanted, all of one hash together, and these in the order of the journal. */
  *#alike(isWanted: (place: number) => boolean): Generator<Operation[]> {
    const places: number[] = [];
    let bytes = 0;
    for (let place = 0; place < this.#count; place++) {
      if (!isWanted(place)) continue;
      places.push(place);
      bytes += this.#field(place, BYTES);
    }
    const room = this.#room !== null && this.#room.length >= bytes ? this.#room : Buffer.allocUnsafeSlow(bytes);
    this.#room = null;
    const ends = new Float64Array(places.length);
    let [next, filled] = [0, 0];
    for (const line of this.#lines(isWanted)) {
      filled += line.copy(room, filled);
      ends[next++] = filled;
    }
    const order = Uint32Array.from(places, (_, index) => index);
    const hashAt = (index: number): number => this.#field(places[index] as number, HASH);
    order.sort((a, b) => hashAt(a) - hashAt(b) || a - b);
    let alike: Operation[] = [];
    for (const [position, index] of order.entries()) {
      alike.push(this.#operationOf(room.subarray(ends[index - 1] ?? 0, ends[index])));
      const following = order[position + 1];
      if (following !== undefined && hashAt(following) === hashAt(index)) continue;
      yield alike;
      alike = [];
    }
    this.#room = room;
  }

  /** The lines of those whose place in the index is wanted, in the order of the journal; each is good until the next. */
  *#lines(isWanted: (place: number) => boolean): Generator<Buffer> {
    const reader = this.#reader ?? new SegmentReader();
    this.#reader = null;
    let open = -1;
    let lines: Buffer = Buffer.alloc(0);
    for (let place = 0; place < this.#count; place++) {
      if (!isWanted(place)) continue;
      const file = this.#field(place, FILE);
      if (file !== open) lines = reader.read(this.#files[file] as string).lines;
      open = file;
      const at = this.#field(place, AT);
      yield lines.subarray(at, at + this.#field(place, BYTES));
    }
    this.#reader = reader;
  }

  #operationOf(line: Buffer): Operation {
    const text = line.toString('utf8');
    return this.#translated(JSON.parse(`${text.slice(0, text.lastIndexOf(',"hash":'))}}`)) as Operation;
  }

  #field(place: number, field: number): number {
    return this.#places[place * FIELDS + field] ?? 0;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function same<T>(value: T): T {
  return value;
}
