/**
 * Where load runs: in this thread, or divided among worker threads. Users and arrivals are divided, never multiplied. A
 * thread that dies or does not end leaves a record, and its phase counts as failed: part of the load was not there.
 */
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Emit } from '../../../evidence/emit.ts';
import type { JourneyPhase } from '../../../plan/resolved.ts';
import { type Clock, waitAtMost } from '../../../std/clock.ts';
import { heldAnswers } from '../../http/wire/held-answers.ts';
import { keysReadBy } from '../drive/read-back.ts';
import type { EndResult, PhaseEnd } from '../drive/run-end.ts';
import { partOfList } from '../share.ts';
import { capYoungGeneration, THREAD_LIMITS } from './even-memory.ts';
import type { LoadPlace } from './load-place.ts';
import {
  CACHE_VARIABLE,
  type FromThread,
  hasUserEnds,
  type LoadOrder,
  type PlanOfThreads,
  type ThreadSetup,
  type ToThread,
} from './order.ts';

const START_WITHIN_MS = 30_000;
/** What a thread gets beyond its phase and its grace before it is given up. */
const OVERTIME_MS = 15_000;
const READ_BACK_WITHIN_MS = 660_000;
const SET_UP_WITHIN_MS = 600_000;
/** What users get to tear down. */
const TEAR_DOWN_MS = 10_000;
/** Longer than a setup or teardown may take by itself. */
const END_WITHIN_MS = 60_000 + OVERTIME_MS;

const ENDS_ITSELF = { what: 'it ends its own program; take process.exit out of it', where: null, count: 1 };

export interface ThreadsContext {
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Something failed in a thread that nobody waited for: the trial is to end, and this is why. */
  readonly onStray?: (because: string) => void;
}

/** One worker thread, seen from the conductor. It may run several phases at once. */
class LoadThread {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #emit: Emit;
  readonly #onStray: (because: string) => void;
  /** Who waits for an answer, by what it answers. */
  readonly #waiting = new Map<string, (answer: FromThread | null) => void>();
  /** Why it can run nothing any more; null while it can. */
  lost: string | null = null;

  /** Whether the plan ended it, with `process.exit`. */
  exited = false;

  constructor(setup: ThreadSetup, { emit, signal, onStray }: ThreadsContext) {
    this.#name = `load thread ${setup.share.index + 1} of ${setup.share.of}`;
    this.#emit = emit;
    this.#onStray = onStray ?? ((because) => this.#lose(because));
    // Beside this file, with its ending: TypeScript in the repository, JavaScript in the package.
    const entry = new URL('./worker.ts', import.meta.url);
    this.#worker = new Worker(entry, { workerData: setup, resourceLimits: THREAD_LIMITS, env: environmentOf(setup) });
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', (error) =>
      this.#lose(`${this.#name} died: ${(error as Partial<Error>).message || String(error)}`),
    );
    this.#worker.on('exit', (code) => {
      this.exited = this.lost === null;
      this.#lose(`${this.#name} ended by itself with code ${code}`);
    });
    const abort = (): void => this.#tell({ kind: 'abort', reason: String(signal.reason) });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  }

  /** Resolves when the thread says it is ready; a sentence when it will never be. */
  async ready(clock: Clock): Promise<string | null> {
    await this.#answer('ready', clock, START_WITHIN_MS, `was not ready within ${START_WITHIN_MS / 1000}s`);
    return this.lost;
  }

  /** Sets up the users of a phase; why that failed, or null. Its load waits for `begin`. */
  async setUp(order: LoadOrder, clock: Clock): Promise<string | null> {
    this.#tell({ kind: 'run', order });
    const answer = await this.#answer(`set-up ${order.phase}`, clock, SET_UP_WITHIN_MS, 'did not set its users up');
    return answer?.kind === 'set-up' ? answer.because : (this.lost ?? 'no answer');
  }

  begin(phase: number, isWanted: boolean): void {
    this.#tell({ kind: 'begin', phase, isWanted });
  }

  start(order: LoadOrder): void {
    this.#tell({ kind: 'run', order });
  }

  /** Resolves when the thread is done with a phase or lost. */
  async done(order: LoadOrder, limitMs: number, clock: Clock): Promise<void> {
    const late = `had not ended ${OVERTIME_MS / 1000}s after its phase and its grace`;
    await this.#answer(`done ${order.phase}`, clock, limitMs, late);
  }

  /** Does a setup or a teardown. */
  async end(end: PhaseEnd, order: LoadOrder, clock: Clock): Promise<EndResult> {
    this.#tell({ kind: 'end', end, order });
    const answer = await this.#answer(`end-done ${order.phase}`, clock, END_WITHIN_MS, `did not end its ${end}`);
    return answer?.kind === 'end-done' ? answer.result : { ok: false, because: this.lost ?? 'no answer' };
  }

  async close(): Promise<void> {
    this.lost ??= 'closed';
    await this.#worker.terminate();
  }

  /** What the thread answers, at most so late; null when it is lost. */
  async #answer(key: string, clock: Clock, limitMs: number, late: string): Promise<FromThread | null> {
    if (this.lost !== null) return null;
    const { promise, resolve } = Promise.withResolvers<FromThread | null>();
    this.#waiting.set(key, resolve);
    await waitAtMost(clock, limitMs, promise);
    if (this.#waiting.has(key)) this.#lose(`${this.#name} ${late}`);
    return promise;
  }

  #take(message: FromThread): void {
    if (this.lost !== null) return;
    capYoungGeneration();
    if (message.kind === 'facts') message.facts.forEach(this.#emit);
    else if (message.kind === 'stray') this.#onStray(message.because);
    else if (message.kind === 'refused') this.#lose(message.because);
    else this.#settle('phase' in message ? `${message.kind} ${message.phase}` : message.kind, message);
  }

  #settle(key: string, answer: FromThread | null): void {
    this.#waiting.get(key)?.(answer);
    this.#waiting.delete(key);
  }

  #tell(message: ToThread): void {
    if (this.lost === null) this.#worker.postMessage(message);
  }

  #lose(because: string): void {
    if (this.lost !== null) return;
    this.lost = because;
    for (const key of this.#waiting.keys()) this.#settle(key, null);
    void this.#worker.terminate();
  }
}

/** How many users a phase has at most, in all threads. */
export function usersOf(phase: JourneyPhase): number {
  if (phase.kind === 'read-back') return phase.users;
  return phase.executor.kind === 'iterations' ? phase.executor.users : phase.executor.maxUsers;
}

/**
 * Where the first thread keeps its compiled modules, with all of them written there; null where it keeps none, or where a
 * variable says so to all threads. Node gives this cache to threads by that variable only, and without it each thread of
 * load compiles the plan anew: 20 MB of memory a thread, most of it the compiler of TypeScript.
 */
function compileCache(): string | null {
  const folder = getCompileCacheDir();
  if (folder === undefined || process.env[CACHE_VARIABLE] !== undefined) return null;
  flushCompileCache();
  return dirname(folder); // Node adds its version by itself
}

function environmentOf({ compileCache }: ThreadSetup): NodeJS.ProcessEnv {
  return compileCache === null ? process.env : { ...process.env, [CACHE_VARIABLE]: compileCache };
}

/** A thread, and its part of the order. */
interface ThreadWork {
  readonly thread: LoadThread;
  readonly order: LoadOrder;
}

export class LoadThreads implements LoadPlace {
  readonly #threads: readonly LoadThread[];
  readonly #context: ThreadsContext;

  private constructor(threads: readonly LoadThread[], context: ThreadsContext) {
    this.#threads = threads;
    this.#context = context;
  }

  /** Starts `count` threads on a plan file; a sentence when that cannot be. */
  static async start(count: number, plan: PlanOfThreads, context: ThreadsContext): Promise<LoadThreads | string> {
    const shared = { ...plan, heldAnswers: heldAnswers(), compileCache: compileCache() };
    const threads = Array.from(
      { length: count },
      (_, index) => new LoadThread({ ...shared, share: { index, of: count } }, context),
    );
    const started = new LoadThreads(threads, context);
    const problems = await Promise.all(threads.map((thread) => thread.ready(context.clock)));
    const problem = problems.find((because) => because !== null);
    if (problem === undefined) return started;
    await started.close();
    return problem;
  }

  async run(phase: JourneyPhase, order: LoadOrder, begin: () => void): Promise<string | null> {
    const { clock } = this.#context;
    const loadMs = phase.kind === 'load' ? phase.durationMs + phase.gracefulStopMs + OVERTIME_MS : READ_BACK_WITHIN_MS;
    const [of, users] = [this.#threads.length, usersOf(phase)];
    const work = this.#threads.map((thread, index) => {
      const share = { index, of };
      const acknowledged =
        phase.kind === 'load'
          ? partOfList(order.acknowledged, share, users)
          : keysReadBy(order.acknowledged, share, users);
      return { thread, order: { ...order, acknowledged } };
    });
    const failed = await this.#setUp(phase, work);
    if (failed === null) begin();
    await Promise.all(work.map(({ thread, order: own }) => thread.done(own, loadMs + TEAR_DOWN_MS, clock)));
    const lost = this.#threads.flatMap((thread, index) =>
      thread.lost === null ? [] : [{ worker: index + 1, because: thread.lost, exited: thread.exited }],
    );
    const { name, journey } = phase;
    for (const { worker, because, exited } of lost) {
      this.#context.emit({ kind: 'worker-died', phase: name, worker, because });
      if (exited) this.#context.emit({ kind: 'plan-mistake', phase: name, journey: journey.name, ...ENDS_ITSELF });
    }
    return lost[0]?.because ?? failed;
  }

  /** Lets every thread begin at the same time, when all have set up their users; why one could not, or null. */
  async #setUp({ journey }: JourneyPhase, work: readonly ThreadWork[]): Promise<string | null> {
    if (!hasUserEnds(journey)) {
      for (const { thread, order } of work) thread.start(order);
      return null;
    }
    const reasons = await Promise.all(work.map(({ thread, order }) => thread.setUp(order, this.#context.clock)));
    const failed = reasons.find((because) => because !== null) ?? null;
    for (const { thread, order } of work) thread.begin(order.phase, failed === null);
    return failed;
  }

  /** On one thread, so that it is done once. */
  async end(end: PhaseEnd, phase: JourneyPhase, order: LoadOrder): Promise<EndResult> {
    if (phase.journey[end] === null) return { ok: true, data: undefined, shaken: false };
    return (this.#threads[0] as LoadThread).end(end, order, this.#context.clock);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
