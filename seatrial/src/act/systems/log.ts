/**
 * The output of one instance, in a file that the process writes itself: nothing is lost when Seatrial dies, and a talkative
 * instance does not slow the load generator down. Appended to across restarts, with a line that marks each.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const READ_BYTES = 8192;
/** Enough for an error with its stack and the lines around it. */
const TAIL_LINES = 20;
/** The first lines often say why a program could not start. */
const FIRST_LINES = 10;
const LAST_LINES = 5;
const CHUNK_BYTES = 65_536;

export class InstanceLog {
  readonly path: string;
  /** Where the output of the current start begins. */
  #startOffset = 0;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Begins a start, counted from 1; the caller closes the descriptor it gets once the process has it. */
  open(start: number): number {
    const file = openSync(this.path, 'a');
    if (start > 1) writeSync(file, `--- start ${start} ---\n`);
    this.#startOffset = fstatSync(file).size;
    return file;
  }

  /** The last lines of the current start, at most twenty; none when it has said nothing. */
  lastLines(): string[] {
    return this.#reading((file, size) => this.#tail(file, size).slice(-TAIL_LINES));
  }

  /** The first ten and the last five lines of the current start, `...` between where there were more; none when it has said nothing. */
  firstAndLast(): string[] {
    return this.#reading((file, size) => {
      const from = this.#startOffset;
      const tail = this.#tail(file, size);
      const isWhole = size - from <= READ_BYTES;
      if (isWhole && tail.length <= FIRST_LINES + LAST_LINES) return tail;
      const head = isWhole ? tail : linesOf(read(file, from, READ_BYTES));
      return [...head.slice(0, FIRST_LINES), '...', ...tail.slice(-LAST_LINES)];
    });
  }

  #tail(file: number, size: number): string[] {
    const from = Math.max(this.#startOffset, size - READ_BYTES);
    return linesOf(read(file, from, size - from));
  }

  /** Looks for a text in the output of the current start; each call of the search reads only what is new. */
  search(text: string): () => boolean {
    const wanted = Buffer.from(text);
    let offset = this.#startOffset;
    return () =>
      this.#reading((file, size) => {
        while (offset < size) {
          const chunk = read(file, offset, Math.min(CHUNK_BYTES + wanted.length, size - offset));
          if (chunk.includes(wanted)) return true;
          if (chunk.length < wanted.length) return false;
          offset += chunk.length - wanted.length + 1;
        }
        return false;
      });
  }

  #reading<T>(use: (file: number, size: number) => T): T {
    const file = openSync(this.path, 'r');
    try {
      return use(file, fstatSync(file).size);
    } finally {
      closeSync(file);
    }
  }
}

function linesOf(text: Buffer): string[] {
  const whole = text.toString('utf8').trimEnd();
  return whole === '' ? [] : whole.split('\n');
}

function read(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, from));
}
