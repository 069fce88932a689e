/**
 * The output of one instance, in a file that the process writes itself: nothing is lost when Seatrial dies, and a talkative
 * instance does not slow the load generator down. Appended to across restarts, with a line that marks each.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const TAIL_BYTES = 4096;
const TAIL_LINES = 10;
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

  /** The last lines of the current start, at most ten; empty when it has said nothing. */
  lastLines(): string {
    return this.#reading((file, size) => {
      const from = Math.max(this.#startOffset, size - TAIL_BYTES);
      const lines = read(file, from, size - from)
        .toString('utf8')
        .trimEnd()
        .split('\n');
      return lines.slice(-TAIL_LINES).join('\n');
    });
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

function read(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, from));
}
