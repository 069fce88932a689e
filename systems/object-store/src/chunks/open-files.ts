/**
 * Files of chunks, kept open between reads: a chunk never changes, so whoever reads it again need not open it again, and the two trips to
 * the thread pool that this saves take longer than reading a small chunk. Not for whoever wants to know what is in the folder.
 *
 * Invariant: a file that was forgotten is given to nobody new, and is closed when its last reader has left.
 */
import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** A quarter of what this process may have open (Node asks for all it can get), connections being the rest; fewer where that is not known. */
export function mostIdleFiles(): number {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return Math.min(8192, Math.floor(Number(limit ?? 1024) / 4));
  } catch {
    return 256;
  }
}

/** One reader's share of an open file. */
export interface Lease {
  readonly file: FileHandle;
  /** To be called once. */
  readonly leave: () => void;
}

interface Entry {
  readonly opening: Promise<FileHandle | undefined>;
  readers: number;
  forgotten: boolean;
}

export class OpenFiles {
  readonly #open: (id: string) => Promise<FileHandle | undefined>;
  readonly #mostIdle: number;
  /** The ones read last come last. */
  readonly #entries = new Map<string, Entry>();

  /** `open` gives undefined for what is not there. */
  constructor(open: (id: string) => Promise<FileHandle | undefined>, mostIdle: number) {
    this.#open = open;
    this.#mostIdle = mostIdle;
  }

  /** Undefined when it is not there. */
  async take(id: string): Promise<Lease | undefined> {
    const entry = this.#entries.get(id) ?? { opening: this.#open(id), readers: 0, forgotten: false };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    entry.readers += 1;
    const file = await entry.opening.catch(() => undefined);
    if (file !== undefined) return { file, leave: () => this.#leave(entry) };
    this.#drop(id, entry);
    await entry.opening;
    return undefined;
  }

  /** To be told when the file has been removed. */
  forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#drop(id, entry);
  }

  /** Forgets all. */
  close(): void {
    for (const [id, entry] of this.#entries) this.#drop(id, entry);
  }

  #leave(entry: Entry): void {
    entry.readers -= 1;
    if (entry.forgotten) closeUnread(entry);
    else this.#shrink();
  }

  #shrink(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.#mostIdle) return;
      if (entry.readers === 0) this.#drop(id, entry);
    }
  }

  #drop(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    entry.forgotten = true;
    closeUnread(entry);
  }
}

/** In the background: nobody waits for that. */
function closeUnread({ readers, opening }: Entry): void {
  if (readers === 0) opening.then((file) => file?.close()).catch(() => undefined);
}
