/**
 * One coarse timer for all exchanges of a thread: every 50 ms it looks at those that are open, and stops when there are
 * none. A timer or an abort listener of its own for each request would cost more than the request's bookkeeping.
 *
 * Deadlines and aborts are noticed at most 50 ms late, never early. The timer keeps no process alive.
 */
const PERIOD_MS = 50;

/** Looks at its deadline; returns whether it still has one. */
export interface WithDeadline {
  look(): boolean;
}

const watched = new Set<WithDeadline>();
let timer: NodeJS.Timeout | null = null;

export function watch(one: WithDeadline): void {
  watched.add(one);
}

export function unwatch(one: WithDeadline): void {
  watched.delete(one);
}

/** Makes sure the timer runs; called whenever something watched gets a deadline. */
export function arm(): void {
  if (timer === null) timer = setInterval(lookAround, PERIOD_MS).unref();
}

function lookAround(): void {
  let open = false;
  for (const one of watched) if (one.look()) open = true;
  if (open || timer === null) return;
  clearInterval(timer);
  timer = null;
}
