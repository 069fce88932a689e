/**
 * One turn of the event loop, for all exchanges of a thread: every answer that is there is read; then all are handed out
 * together; then the requests that were made of them are written together. Each part stays in the processor's caches while
 * it is repeated, the peer is woken once for many requests, and a close or a surplus byte that is waiting is seen before
 * a connection is used again.
 *
 * Instants are taken when bytes are read and when requests are made: the waits lie between an answer's end and the next
 * request's start, and after that start. They never make a time look shorter.
 */
interface Turning {
  /** Hands out the answer it holds. */
  settle(): void;
  /** Writes the request it carries. */
  ask(): void;
}

let answered: Turning[] = [];
let asking: Turning[] = [];
let handingOut = false;

export function settleAtTheEndOfTheTurn(one: Turning): void {
  if (answered.push(one) === 1) setImmediate(settleAll);
}

export function askAtTheEndOfTheTurn(one: Turning): void {
  if (asking.push(one) === 1 && !handingOut) setImmediate(askAll);
}

function settleAll(): void {
  const all = answered;
  answered = [];
  handingOut = true;
  // A tick that is asked for by a microtask comes when no microtask is left: every user has gone on as far as it could.
  queueMicrotask(() => process.nextTick(askAll));
  for (const one of all) one.settle();
}

function askAll(): void {
  handingOut = false;
  const all = asking;
  asking = [];
  for (const one of all) one.ask();
}
