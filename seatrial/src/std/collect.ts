/**
 * Collects garbage of this thread now. V8 decides by its own objects, and lets 64 MB of bytes outside of them lie in each
 * thread; where we know that much has just become garbage, we say so.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collector = (options?: { type: 'minor' }) => void;

let collector: Collector | null = null;

/** What was made a short while ago, with the bytes that it holds: takes about a millisecond. */
export function collectYoung(): void {
  ours()({ type: 'minor' });
}

/** All of it: takes some 20 ms, in which the thread does nothing else. */
export function collectAll(): void {
  ours()();
}

/** Node has no other way to it without an option on the command line. */
function ours(): Collector {
  if (collector === null) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as Collector;
  }
  return collector;
}
