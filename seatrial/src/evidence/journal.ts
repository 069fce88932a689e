/**
 * The append-only journal of a run. Records are chained in memory, written on an interval and rolled over into segments.
 * When the disk refuses them, nothing is lost in silence: the lines stay in memory and are tried again, `onTrouble` is
 * told, and closing says how many records never reached the disk. What was written before stays readable.
 */

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import { many } from '../std/many.ts';
import type { Redact } from '../std/redact.ts';
import { formatBytes } from '../std/units.ts';
import { type ChainedLine, chainLine } from './chain.ts';
import type { EvidenceRecord, Fact } from './records.ts';
import { redactedRecords, type WriteRecord } from './redacted-record.ts';
import { journalFile } from './run-directory.ts';

const FLUSH_EVERY_MS = 200;
const FLUSH_AT_BYTES = 256 * 1024;
/** Room for lines that wait; more is made when a disk refuses them, and given back. */
const PENDING_BYTES = 2 * FLUSH_AT_BYTES;
/** A segment of this size is closed and the next one opened. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** The most that the lines of a run may take, unpacked: about 35 million operations, which pack to less than 2 GB. */
const MOST_BYTES = 10e9;
const LINE_FEED = 10;

export interface JournalOptions {
  readonly directory: string;
  readonly headerText: string;
  readonly nowUs: () => number;
  readonly redact: Redact;
  /** Told every record as it is appended: progress, tailing judges. */
  readonly onRecord?: (record: EvidenceRecord) => void;
  /** Told when records cannot be written, not again until they could be; and once when there are too many. The trial is to end. */
  readonly onTrouble?: (problem: string) => void;
  /** Told the path of each file that is full and closed. */
  readonly onSegment?: (path: string) => void;
  /** For tests. */
  readonly mostBytes?: number;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #writeRecord: WriteRecord;
  readonly #timer: NodeJS.Timeout;
  #hash: string;
  #seq = 0;
  /** The last segment that was opened; counted from 1. */
  #segment = 0;
  #segmentBytes = 0;
  /** Of all lines, written or not. */
  #bytes = 0;
  /** Whether the file ends in the middle of a line: the rest goes there too. */
  #torn = false;
  #file: number | null = null;
  /** Lines not yet written, from offset 0. One buffer for all: one a record would live until a full collection. */
  #pending = Buffer.allocUnsafeSlow(PENDING_BYTES);
  #pendingBytes = 0;
  #trouble: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#writeRecord = redactedRecords(options.redact);
    this.#hash = sha256(options.headerText);
    this.#timer = setInterval(() => this.flush(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  /** The hash of the last record; what the seal is made over. */
  get head(): string {
    return this.#hash;
  }

  get records(): number {
    return this.#seq;
  }

  /** Appends a fact, stamped with its number and the instant. One that is no JSON leaves a record that says so in its place. */
  append(fact: Fact): EvidenceRecord {
    const record: EvidenceRecord = { seq: this.#seq + 1, atUs: Math.round(this.#options.nowUs()), ...fact };
    let chained: ChainedLine;
    try {
      chained = chainLine(record, this.#hash, this.#writeRecord);
    } catch (error) {
      return this.append({ kind: 'unwritten', of: fact.kind, because: (error as Error).message });
    }
    const { line, hash } = chained;
    this.#seq++;
    this.#hash = hash;
    this.#measure(this.#wait(`${line}\n`));
    if (this.#pendingBytes >= FLUSH_AT_BYTES && this.#trouble === null) this.flush();
    this.#options.onRecord?.(record);
    return record;
  }

  /** Writes what is waiting; keeps it when the disk refuses. */
  flush(): void {
    try {
      while (this.#pendingBytes > 0) this.#write();
      this.#trouble = null;
    } catch (error) {
      const first = this.#trouble === null;
      this.#trouble = this.#refusal(error);
      if (first) this.#options.onTrouble?.(this.#trouble);
    }
  }

  /** Writes the rest and closes the file; null when all is on disk, otherwise a sentence about what is not. */
  close(): string | null {
    clearInterval(this.#timer);
    this.flush();
    const waiting = this.#pending.subarray(0, this.#pendingBytes);
    const lost = waiting.reduce((count, byte) => (byte === LINE_FEED ? count + 1 : count), 0);
    const unwritten =
      this.#trouble &&
      `${this.#trouble}; the last ${lost} of ${many(this.#seq, 'record')} ${lost === 1 ? 'is' : 'are'} lost`;
    const last = this.#file;
    this.#file = null;
    try {
      end(last);
      return unwritten;
    } catch (error) {
      return unwritten ?? `${this.#refusal(error)}; how many of ${many(this.#seq, 'record')} it keeps is not known`;
    }
  }

  /** A run that grows without end fills the disk, which may be the system's too. What is recorded after the bound is kept as well. */
  #measure(bytes: number): void {
    const most = this.#options.mostBytes ?? MOST_BYTES;
    const before = this.#bytes;
    this.#bytes += bytes;
    if (before >= most || this.#bytes < most) return;
    const records = `its ${many(this.#seq, 'record')} take ${formatBytes(most)}`;
    this.#options.onTrouble?.(
      `the run is as large as one may be: ${records}; record fewer operations, or load for less time`,
    );
  }

  /** Puts a line behind those that wait, and gives its bytes. */
  #wait(line: string): number {
    const bytes = this.#pendingBytes + Buffer.byteLength(line);
    if (bytes > this.#pending.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * this.#pending.length));
      this.#pending.copy(larger, 0, 0, this.#pendingBytes);
      this.#pending = larger;
    }
    const added = this.#pending.write(line, this.#pendingBytes);
    this.#pendingBytes = bytes;
    return added;
  }

  /** Writes lines, whole or in parts: what was taken is cut off, so that trying again goes on at the right byte. */
  #write(): void {
    const written = writeSync(this.#fileWithRoom(), this.#pending, 0, this.#pendingBytes);
    this.#pending.copyWithin(0, written, this.#pendingBytes);
    this.#pendingBytes -= written;
    this.#segmentBytes += written;
    this.#torn = this.#pendingBytes > 0;
    if (!this.#torn && this.#pending.length > PENDING_BYTES) this.#pending = Buffer.allocUnsafeSlow(PENDING_BYTES);
  }

  /** Opens the next segment before it ends the last one, which grows on while there is no descriptor for another. */
  #fileWithRoom(): number {
    const last = this.#file;
    if (last !== null && (this.#segmentBytes < SEGMENT_BYTES || this.#torn)) return last;
    let next: number;
    try {
      next = openSync(this.#pathOf(this.#segment + 1), 'a');
    } catch (error) {
      if (last !== null && (error as NodeJS.ErrnoException).code === 'EMFILE') return last;
      throw error;
    }
    this.#file = next;
    this.#segment++;
    this.#segmentBytes = 0;
    end(last);
    if (last !== null) this.#options.onSegment?.(this.#pathOf(this.#segment - 1));
    return next;
  }

  #pathOf(segment: number): string {
    return join(this.#options.directory, journalFile(segment));
  }

  #refusal(error: unknown): string {
    return `evidence cannot be written to ${this.#options.directory}: ${(error as Error).message}`;
  }
}

/** Closes a file, whether or not the disk says that it has everything. */
function end(file: number | null): void {
  if (file === null) return;
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
