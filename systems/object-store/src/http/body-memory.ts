/**
 * Gives the memory of request bodies back in time. Node hands out every part of a body (up to 64 KiB) in memory of its own beside V8's
 * heap; V8 counts that and does a full collection every 16 MB or so to be rid of it: 10 to 25 ms of the core each time. All of it is young
 * and dead by then, so the smallest collection does as well, in less than a millisecond.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const collectedEveryBytes = 8 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

let sinceBytes = 0;

/** The same parts. */
export async function* givingMemoryBack(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const part of source) {
    sinceBytes += part.length;
    if (sinceBytes >= collectedEveryBytes) {
      sinceBytes = 0;
      collect({ type: 'minor' });
    }
    yield part;
  }
}
