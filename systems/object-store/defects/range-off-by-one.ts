/** Defect: a range that does not begin with the first byte begins one byte too early, with the right length and the right headers. */
import type { ContentReader } from '../src/contents/content-store.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'checks of ranges: a range is the bytes it names';

export const plant: Defect = (parts) => ({
  ...parts,
  contents: {
    ...parts.contents,
    async open(content) {
      const reader = await parts.contents.open(content);
      return reader && shifted(reader);
    },
  },
});

function shifted(reader: ContentReader): ContentReader {
  return {
    windows: (start, end) => (start === 0 ? reader.windows(start, end) : reader.windows(start - 1, end - 1)),
    close: () => reader.close(),
  };
}
