/**
 * The append-only journal of a run. Records are chained in memory, written on an interval and rolled over into segments.
 * When the disk refuses them, nothing is lost in silence: the lines stay in memory and are tried again, `onTrouble` is
 * told once, and closing says how many records never reached the disk. What was written before stays readable.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import type { Redact } from '../std/redact.ts';
import { chainLine } from './chain.ts';
import type { EvidenceRecord, Fact } from './records.ts';
import { journalFile } from './run-directory.ts';

const FLUSH_EVERY_MS = 200;
const FLUSH_AT_BYTES = 256 * 1024;
const SEGMENT_BYTES = 4 * 1024 * 1024;

export interface JournalOptions {
  readonly directory: string;
  readonly headerText: string;
  readonly nowUs: () => number;
  readonly redact: Redact;
  /** Told every record as it is appended: progress, tailing judges. */
  readonly onRecord?: (record: EvidenceRecord) => void;
  /** Told once when records can not be written. */
  readonly onTrouble?: (problem: string) => void;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #timer: NodeJS.Timeout;
  #hash: string;
  #seq = 0;
  #segment = 1;
  #segmentBytes = 0;
  #file: number | null = null;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #pendingRecords = 0;
  #trouble: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
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

  /** Appends a fact, stamped with its number and the instant. */
  append(fact: Fact): EvidenceRecord {
    const record: EvidenceRecord = { seq: ++this.#seq, atUs: Math.round(this.#options.nowUs()), ...fact };
    const { line, hash } = chainLine(record, this.#hash, this.#options.redact);
    this.#hash = hash;
    const bytes = Buffer.from(`${line}\n`);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#pendingRecords++;
    if (this.#pendingBytes >= FLUSH_AT_BYTES && this.#trouble === null) this.flush();
    this.#options.onRecord?.(record);
    return record;
  }

  /** Writes what is waiting; keeps it when the disk refuses. */
  flush(): void {
    try {
      while (this.#pending.length > 0) this.#writeFirst();
      this.#trouble = null;
    } catch (error) {
      const first = this.#trouble === null;
      this.#trouble = `evidence can not be written to ${this.#options.directory}: ${(error as Error).message}`;
      if (first) this.#options.onTrouble?.(this.#trouble);
    }
  }

  /** Writes the rest and closes the file; null when all is on disk, otherwise a sentence about what is not. */
  close(): string | null {
    clearInterval(this.#timer);
    this.flush();
    const problem =
      this.#trouble && `${this.#trouble}; the last ${this.#pendingRecords} of ${this.#seq} records are lost`;
    if (this.#file !== null) {
      try {
        fsyncSync(this.#file);
      } finally {
        closeSync(this.#file);
        this.#file = null;
      }
    }
    return problem;
  }

  /** Writes one line, whole or in parts: what was taken is cut off, so that trying again goes on at the right byte. */
  #writeFirst(): void {
    const bytes = this.#pending[0] as Buffer;
    this.#file ??= openSync(join(this.#options.directory, journalFile(this.#segment)), 'a');
    const written = writeSync(this.#file, bytes);
    this.#pendingBytes -= written;
    this.#segmentBytes += written;
    if (written < bytes.length) {
      this.#pending[0] = bytes.subarray(written);
      return;
    }
    this.#pending.shift();
    this.#pendingRecords--;
    if (this.#segmentBytes >= SEGMENT_BYTES) {
      fsyncSync(this.#file);
      closeSync(this.#file);
      this.#file = null;
      this.#segment++;
      this.#segmentBytes = 0;
    }
  }
}
