/** The entity tag of an object made of parts: the MD5 of the parts' MD5s (their bytes, not their hex digits), a dash, the number of parts. */
import { createHash } from 'node:crypto';

/** The parts' entity tags in hex, without quotes, in order. Example: of one part 'd41d8cd98f00b204e9800998ecf8427e' it ends with '-1'. */
export function etagOfParts(etags: readonly string[]): string {
  const md5 = createHash('md5');
  for (const etag of etags) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${etags.length}`;
}
