/**
 * Where load runs: in this thread, or divided among worker threads. Users and arrivals are divided, never multiplied. A
 * thread that dies or does not end leaves a record, and its phase counts as failed: part of the load was not there.
 */
import { Worker } from 'node:worker_threads';
import type { Fact } from '../evidence/records.ts';
import type { ResolvedPhase } from '../plan/resolved.ts';
import { type Clock, waitAtMost } from '../std/clock.ts';
import type { FromThread, LoadOrder, ThreadSetup, ToThread } from './load-order.ts';
import type { Emit } from './target/emit.ts';

const START_WITHIN_MS = 30_000;
/** What a thread gets beyond its phase and its grace before it is given up. */
const OVERTIME_MS = 15_000;
const READ_BACK_WITHIN_MS = 660_000;

export interface ThreadsContext {
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One worker thread, seen from the conductor. */
class LoadThread {
  readonly #worker: Worker;
  readonly #name: string;
  #take: (message: FromThread) => void = () => {};
  /** Why it can run nothing any more; null while it can. */
  lost: string | null = null;

  constructor(setup: ThreadSetup) {
    this.#name = `load thread ${setup.share.index + 1} of ${setup.share.of}`;
    // Beside this file, with its ending: TypeScript in the repository, JavaScript in the package.
    const entry = new URL(import.meta.url.replace('load-threads', 'load-worker'));
    this.#worker = new Worker(entry, { workerData: setup });
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', (error) => this.#lose(`${this.#name} died: ${error.message}`));
    this.#worker.on('exit', (code) => this.#lose(`${this.#name} ended by itself with code ${code}`));
  }

  /** Resolves when the thread says it is ready; a sentence when it will never be. */
  async ready(clock: Clock): Promise<string | null> {
    const answer = this.#until(['ready', 'refused']);
    await waitAtMost(clock, START_WITHIN_MS, answer.promise);
    if (!answer.over()) this.#lose(`${this.#name} was not ready within ${START_WITHIN_MS / 1000}s`);
    return this.lost;
  }

  /** Runs one phase; resolves when the thread is done with it or lost. */
  async run(order: LoadOrder, limitMs: number, { emit, clock, signal }: ThreadsContext): Promise<void> {
    const done = this.#until(['done'], (facts) => facts.forEach(emit));
    const abort = (): void => this.#tell({ kind: 'abort', reason: String(signal.reason) });
    signal.addEventListener('abort', abort, { once: true });
    this.#tell({ kind: 'run', order });
    if (signal.aborted) abort();
    await waitAtMost(clock, limitMs, done.promise);
    signal.removeEventListener('abort', abort);
    if (!done.over()) this.#lose(`${this.#name} had not ended ${OVERTIME_MS / 1000}s after its phase and its grace`);
  }

  async close(): Promise<void> {
    this.lost ??= 'closed';
    await this.#worker.terminate();
  }

  #until(kinds: readonly FromThread['kind'][], facts: (facts: readonly Fact[]) => void = () => {}) {
    let over = this.lost !== null;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#take = (message) => {
      if (message.kind === 'facts') facts(message.facts);
      if (message.kind === 'refused') this.lost ??= message.because;
      if (!kinds.includes(message.kind) && this.lost === null) return;
      over = true;
      resolve();
    };
    if (over) resolve();
    return { promise, over: () => over };
  }

  #tell(message: ToThread): void {
    if (this.lost === null) this.#worker.postMessage(message);
  }

  #lose(because: string): void {
    if (this.lost !== null) return;
    this.lost = because;
    this.#take({ kind: 'facts', facts: [] });
    void this.#worker.terminate();
  }
}

export class LoadThreads {
  readonly #threads: readonly LoadThread[];
  readonly #context: ThreadsContext;

  private constructor(threads: readonly LoadThread[], context: ThreadsContext) {
    this.#threads = threads;
    this.#context = context;
  }

  /** Starts `count` threads on a plan file; a sentence when that can not be. */
  static async start(
    count: number,
    plan: Omit<ThreadSetup, 'share'>,
    context: ThreadsContext,
  ): Promise<LoadThreads | string> {
    const threads = Array.from(
      { length: count },
      (_, index) => new LoadThread({ ...plan, share: { index, of: count } }),
    );
    const started = new LoadThreads(threads, context);
    const problems = await Promise.all(threads.map((thread) => thread.ready(context.clock)));
    const problem = problems.find((because) => because !== null);
    if (problem === undefined) return started;
    await started.close();
    return problem;
  }

  /** Runs one phase on all threads; a sentence when part of the load was lost. */
  async run(phase: ResolvedPhase, order: LoadOrder): Promise<string | null> {
    const limitMs = phase.kind === 'load' ? phase.durationMs + phase.gracefulStopMs + OVERTIME_MS : READ_BACK_WITHIN_MS;
    await Promise.all(this.#threads.map((thread) => thread.run(order, limitMs, this.#context)));
    const lost = this.#threads.flatMap((thread, index) =>
      thread.lost === null ? [] : [{ worker: index + 1, because: thread.lost }],
    );
    for (const { worker, because } of lost)
      this.#context.emit({ kind: 'worker-died', phase: phase.name, worker, because });
    return lost[0]?.because ?? null;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
