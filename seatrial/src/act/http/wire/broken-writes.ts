/**
 * A connection whose peer takes no more bytes may still hold an answer: a 413 of a peer that closes at once. It is read, and then
 * nothing is waited for: a write fails on a connection that is gone, so that no byte comes which this machine does not have yet.
 */
import type { Socket } from 'node:net';

/** Turns of the event loop without a byte after which all is read; the first may have no look at the socket in it. */
const QUIET_TURNS = 3;

interface WithStates {
  readonly _readableState: { autoDestroy: boolean };
  readonly _writableState: { autoDestroy: boolean };
}

/**
 * Node destroys a socket with a broken write, and with it an answer that has come already. From here on it does not, until what
 * this returns is called; nothing public of Node says so. After a broken write Node then tells of no end: see `whenAllIsRead`.
 */
export function outliveBrokenWrites(socket: Socket): () => void {
  const { _readableState: reading, _writableState: writing } = socket as unknown as WithStates;
  const both = (destroys: boolean): void => {
    reading.autoDestroy = destroys;
    writing.autoDestroy = destroys;
  };
  both(false);
  return () => both(true);
}

/** Calls `done` when a socket with a broken write brings no more bytes; `bytes` says how many it has brought. */
export function whenAllIsRead(bytes: () => number, done: () => void, quietTurns = 0, before = bytes()): void {
  setImmediate(() => {
    const now = bytes();
    const quiet = now === before ? quietTurns + 1 : 0;
    if (quiet === QUIET_TURNS) done();
    else whenAllIsRead(bytes, done, quiet, now);
  });
}
