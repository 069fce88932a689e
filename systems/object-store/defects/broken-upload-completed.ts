/**
 * Defect: an upload of a file that breaks off is completed with what had come until then.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'files are served when they are complete, and not before';

export const plant: Defect = (parts) => ({
  ...parts,
  contents: {
    ...parts.contents,
    write(source, options) {
      const ofFile = options.chunkBytes !== undefined;
      return parts.contents.write(ofFile ? untilItFails(source) : source, options);
    },
  },
});

async function* untilItFails(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch {
    return;
  }
}
