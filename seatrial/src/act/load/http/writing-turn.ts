/**
 * Requests that were made in one turn of the event loop are written at its end, when every answer that was there to be
 * read has been read: the peer is woken once for many requests and not for each, and a close or a surplus byte that is
 * waiting is seen before anything is written after it.
 *
 * The wait is the rest of the turn. It lies after a request's start, so it never makes a time look shorter.
 */
interface Asking {
  ask(): void;
}

let turn: Asking[] = [];

export function askAtTheEndOfTheTurn(one: Asking): void {
  if (turn.push(one) === 1) setImmediate(askAll);
}

function askAll(): void {
  const all = turn;
  turn = [];
  for (const one of all) one.ask();
}
