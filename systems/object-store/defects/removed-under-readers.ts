/** Defect: what is replaced or deleted is gone at once, also for whoever is reading it: the answer breaks off. */
import { StoreUnavailableError } from '../src/chunks/chunk-store.ts';
import type { Content, ContentReader } from '../src/contents/content-store.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'who reads what is replaced or deleted gets one write, whole';

export const plant: Defect = (parts) => {
  const removed = new Set<string>();
  const { contents } = parts;
  return {
    ...parts,
    contents: {
      ...contents,
      remove(chunks) {
        for (const { id } of chunks) removed.add(id);
        contents.remove(chunks);
      },
      async open(content) {
        const reader = await contents.open(content);
        return reader && breakingOff(reader, content, removed);
      },
    },
  };
};

function breakingOff(reader: ContentReader, { chunks }: Content, removed: ReadonlySet<string>): ContentReader {
  async function* windows(start: number, end: number): AsyncGenerator<Buffer> {
    for await (const window of reader.windows(start, end)) {
      if (chunks.some(({ id }) => removed.has(id))) throw new StoreUnavailableError('It was removed meanwhile.');
      yield window;
    }
  }
  return { windows, close: () => reader.close() };
}
