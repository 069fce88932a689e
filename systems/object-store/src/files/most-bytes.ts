/** How large a file may be, whatever its sender announced. */
import { FilesError } from './errors.ts';

export const MOST_FILE_BYTES = 10 * 1024 ** 3;

/** The same bytes; throws file_too_large when there are more than `mostBytes`. */
export async function* atMost(mostBytes: number, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for await (const part of bytes) {
    sizeBytes += part.length;
    if (sizeBytes > mostBytes) throw new FilesError('file_too_large');
    yield part;
  }
}
