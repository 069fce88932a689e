/**
 * Defect, seed flaw M3 (the digest of what is read is computed and thrown away): checksums of blocks are not compared, on a disk that rots.
 * Every tenth content that is read has one bit flipped, and goes out with 200 and the right length.
 */
import type { ContentReader } from '../src/contents/content-store.ts';
import type { Defect } from '../src/parts.ts';

const ROTTEN_EVERY = 10;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'checks of operations 4KiB';

export const plant: Defect = (parts) => {
  let reads = 0;
  return {
    ...parts,
    contents: {
      ...parts.contents,
      async open(content) {
        const reader = await parts.contents.open(content);
        reads += 1;
        return reader !== undefined && reads % ROTTEN_EVERY === 0 ? rotten(reader) : reader;
      },
    },
  };
};

function rotten(honest: ContentReader): ContentReader {
  return {
    ...honest,
    async *windows(start, end) {
      for await (const window of honest.windows(start, end)) {
        const bytes = Buffer.from(window);
        const middle = bytes.length >> 1;
        bytes[middle] = (bytes[middle] ?? 0) ^ 1;
        yield bytes;
      }
    },
  };
}
