/**
 * What clients of the journey's own ask while a `t.step` runs: `fetch`, undici, `node:http` and what is built on them. Node tells of
 * each request on its diagnostics channels; the step that began it is known by its async context, so that steps of many users
 * do not mix. It judges nothing: it knows which answers said no, and how many requests had no answer, or have had none yet.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** The status of what got no answer, as an answer of `t.http` has it. */
export const NO_ANSWER = 0;

/** What one step has asked. */
export class StepTraffic {
  /** Statuses from 400 up, each once an answer. */
  readonly refusals: number[] = [];
  /** Requests that have had no answer so far. */
  readonly open = new Set<object>();
  /** Whether any answer was below 400. */
  #accepted = false;
  #broken = 0;
  #givenUp = 0;
  /** Whether the step has returned; what is asked from here on is not of it. */
  over = false;

  /** Requests that ended without an answer. One that the step itself gave up is none where another was answered: a hedge. */
  get unanswered(): number {
    return this.#broken + (this.#accepted ? 0 : this.#givenUp);
  }

  answered(status: number): void {
    if (status >= 400) this.refusals.push(status);
    else this.#accepted = true;
  }

  broke(error: unknown): void {
    if ((error as { name?: unknown } | undefined)?.name === 'AbortError') this.#givenUp++;
    else this.#broken++;
  }

  /**
   * The step has returned. What it asked in the same breath is begun a few turns later: `told` learns afterwards whether a
   * request of it was left without an answer.
   */
  leave(told: (isLeft: boolean) => void): void {
    setImmediate(() => {
      this.over = true;
      told(this.open.size > 0);
    });
  }
}

interface Told {
  readonly request: object;
  readonly response?: { readonly statusCode?: number };
  readonly error?: unknown;
}

const within = new AsyncLocalStorage<StepTraffic | undefined>();
/** Whose a request is: its answer comes on a connection that another step may have made. */
const owners = new WeakMap<object, StepTraffic>();
let listening = false;

/** Runs the work of a step; what it asks from here on, also later, is told to `traffic`. */
export function observed<T>(traffic: StepTraffic, work: () => T): T {
  if (!listening) listen();
  return within.run(traffic, work);
}

/** Runs what Seatrial itself asks for the journey, which is counted where it is asked. */
export function unobserved<T>(work: () => T): T {
  return listening ? within.run(undefined, work) : work();
}

function listen(): void {
  listening = true;
  for (const channel of ['undici:request:create', 'http.client.request.created']) subscribe(channel, begun);
  for (const channel of ['undici:request:headers', 'http.client.response.finish']) subscribe(channel, answered);
  for (const channel of ['undici:request:error', 'http.client.request.error']) subscribe(channel, broken);
}

function begun(message: unknown): void {
  const traffic = within.getStore();
  if (traffic === undefined || traffic.over) return;
  const { request } = message as Told;
  owners.set(request, traffic);
  traffic.open.add(request);
}

function answered(message: unknown): void {
  const { request, response } = message as Told;
  ended(request)?.answered(response?.statusCode ?? 0);
}

function broken(message: unknown): void {
  const { request, error } = message as Told;
  ended(request)?.broke(error);
}

/** Whose it was, where it had no answer before and the step has not returned. */
function ended(request: object): StepTraffic | null {
  const traffic = owners.get(request);
  return traffic?.open.delete(request) && !traffic.over ? traffic : null;
}
