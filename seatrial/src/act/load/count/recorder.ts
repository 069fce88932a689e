/**
 * Counts what one phase does, and writes it as evidence window by window: constant memory however long the phase is.
 * On the hot path nothing is allocated per request but the map look-up of the step's name.
 */

import { WHOLE_JOURNEY } from '../../../evidence/counted.ts';
import type { Emit } from '../../../evidence/emit.ts';
import { kindOfError } from '../../../evidence/error-kinds.ts';
import type { Cause, Counted, Window } from '../../../evidence/records.ts';
import { Histogram } from '../../../std/histogram.ts';
import { BesideWindows } from './beside-windows.ts';
import { Metrics } from './metrics.ts';
import { Mistakes } from './mistakes.ts';
import { type TagSet, TagSets, TOO_MANY } from './tag-sets.ts';
import type { Begun } from './under-way.ts';

/**
 * More names of steps, or of checks, than this in a phase are counted together, so that ids in names cannot fill the
 * memory. A name keeps its own count from its first window to the last, or never has one.
 */
const MAX_NAMES = 200;
const OTHER_STEPS = 'other steps';
const OTHER_CHECKS = 'other checks';
/** At most this many pairs of a step and a set of tags get windows of their own; each takes 30 KB. */
const MAX_TAGGED = 200;
/** Messages of one cause in one step that a window tells apart; what differs beyond them is counted with the last. */
const MAX_MESSAGES = 4;
const LONGEST_EXAMPLE = 300;

/** What one completion was. Instants are microseconds of the trial's clock. */
export interface Completion {
  dueUs: number;
  startedUs: number;
  endedUs: number;
  failed: boolean;
  /** Why it failed; null where it did not, and where an error of another step tells (a `t.step` that threw). */
  cause: Cause | null;
  why: string;
  bytesSent: number;
  bytesReceived: number;
}

/** An iteration that ended: what it sent and why it failed is told by its requests. */
export function wholeIteration(dueUs: number, startedUs: number, endedUs: number, failed: boolean): Completion {
  return { dueUs, startedUs, endedUs, failed, cause: null, why: '', bytesSent: 0, bytesReceived: 0 };
}

interface Failed {
  of: Counted;
  step: string;
  cause: Cause;
  count: number;
  example: string;
  tags?: TagSet['tags'];
}

class StepWindow {
  count = 0;
  failed = 0;
  requestFailed = 0;
  bytesSent = 0;
  bytesReceived = 0;
  readonly response = new Histogram();
  readonly service = new Histogram();
  /** Completions with tags, by set; null until there is one. */
  tagged: Map<TagSet, StepWindow> | null = null;

  add(done: Completion, requestFailed: boolean): void {
    this.count++;
    if (done.failed) this.failed++;
    if (requestFailed) this.requestFailed++;
    this.bytesSent += done.bytesSent;
    this.bytesReceived += done.bytesReceived;
    this.response.record(done.endedUs - done.dueUs);
    this.service.record(done.endedUs - done.startedUs);
  }

  reset(): void {
    this.count = 0;
    this.failed = 0;
    this.requestFailed = 0;
    this.bytesSent = 0;
    this.bytesReceived = 0;
    this.response.reset();
    this.service.reset();
  }
}

export class Recorder {
  readonly metrics = new Metrics();
  readonly mistakes = new Mistakes();
  readonly tagSets = new TagSets();
  readonly #emit: Emit;
  readonly #where: { phase: string; journey: string };
  readonly #worker: number;
  /** By what they count: a request and a `t.step` may have one name. */
  readonly #windows: Readonly<Record<Counted, Map<string, StepWindow>>> = {
    iteration: new Map([[WHOLE_JOURNEY, new StepWindow()]]),
    request: new Map(),
    message: new Map(),
    step: new Map(),
  };
  readonly #checks = new Map<string, { passes: number; fails: number; example: string | undefined }>();
  /** By what failed and why, then by what it said of itself. */
  readonly #errors = new Map<string, Map<string, Failed>>();
  readonly #beside = new BesideWindows();
  #fromUs: number;
  #tagged = 0;
  #due = 0;
  #started = 0;
  #dropped = 0;

  /** `worker` is the thread of load, counted from 1. */
  constructor(emit: Emit, where: { phase: string; journey: string }, fromUs: number, worker = 1) {
    this.#worker = worker;
    this.#emit = emit;
    this.#where = where;
    this.#fromUs = fromUs;
  }

  /** `requestFailed`: of iterations and `t.step` blocks, whether a request or a message in it failed. */
  completed(of: Counted, step: string, done: Completion, tags: TagSet | null = null, requestFailed = false): void {
    const windows = this.#windows[of];
    let window = windows.get(step);
    if (!window) {
      const name = this.#nameOf(of, step);
      window = windows.get(name) ?? new StepWindow();
      windows.set(name, window);
    }
    (tags === null ? window : this.#taggedWindow(window, tags)).add(done, requestFailed);
    if (done.cause !== null) this.failed(of, step, done.cause, done.why, tags);
  }

  iterated(done: Completion, requestFailed: boolean): void {
    this.completed('iteration', WHOLE_JOURNEY, done, null, requestFailed);
  }

  #taggedWindow(window: StepWindow, tags: TagSet): StepWindow {
    window.tagged ??= new Map();
    let own = window.tagged.get(tags);
    if (own !== undefined) return own;
    const kept = this.#tagged++ < MAX_TAGGED ? tags : TOO_MANY;
    own = window.tagged.get(kept) ?? new StepWindow();
    window.tagged.set(kept, own);
    return own;
  }

  checked(check: string, ok: boolean, detail: string | undefined): void {
    const name = nameIn(this.#checks, check, OTHER_CHECKS);
    const counts = this.#checks.get(name) ?? { passes: 0, fails: 0, example: undefined };
    this.#checks.set(name, counts);
    if (ok) counts.passes++;
    else {
      counts.fails++;
      counts.example ??= detail ?? '';
    }
  }

  /** A failure beside those that completions tell; `tags` as they were completed with. */
  failed(of: Counted, step: string, cause: Cause, example: string, tags: TagSet | null = null, count = 1): void {
    const name = this.#nameOf(of, step);
    const own = tags !== null && this.#windows[of].get(name)?.tagged?.has(tags) === true;
    const told = tags === null ? {} : { tags: (own ? tags : TOO_MANY).tags };
    const key = `${of} ${cause} ${name} ${tags === null ? '' : JSON.stringify(told.tags)}`;
    const messages = this.#errors.get(key) ?? new Map<string, Failed>();
    this.#errors.set(key, messages);
    const full = messages.size >= MAX_MESSAGES;
    const shown = example.slice(0, LONGEST_EXAMPLE);
    const message = kindOfError({ cause, example: shown });
    const counts = messages.get(message) ?? (full ? [...messages.values()].at(-1) : undefined);
    if (counts) counts.count += count;
    else messages.set(message, { of, step: name, cause, count, example: shown, ...told });
  }

  /** Was under way when the phase was cut, at `cutUs`. */
  unfinished({ of, step, startedUs }: Pick<Begun, 'of' | 'step' | 'startedUs'>, cutUs: number): void {
    this.#beside.unfinished(of, this.#nameOf(of, step), cutUs - startedUs);
  }

  /** Still ran when its iteration had returned. */
  floating({ of, step }: Pick<Begun, 'of' | 'step'>): void {
    this.#beside.floating(of, this.#nameOf(of, step));
  }

  /** Was a success with a status that the request had not named; of a step: it returned although something in it was answered so. */
  unnamedStatus(step: string, status: number, of: Counted = 'request'): void {
    this.#beside.status(of, this.#nameOf(of, step), status);
  }

  /** A success led to this place; of a redirect that was not followed its status is told. */
  led(of: Counted, step: string, to: string, status?: number): void {
    this.#beside.led(of, this.#nameOf(of, step), to, status);
  }

  /** What a setup waited for, by step, once it is over. */
  waited(counts: ReadonlyMap<string, number>): void {
    for (const [step, count] of counts) this.#emit({ kind: 'waited', ...this.#where, step, count });
  }

  fellDue(): void {
    this.#due++;
  }

  started(): void {
    this.#started++;
  }

  dropped(): void {
    this.#dropped++;
  }

  /** Writes the window that ends now and begins the next. `open`: whether the schedule (not the users) sets the pace. */
  flush(nowUs: number, users: number, open: boolean): void {
    const span = { ...this.#where, fromUs: Math.round(this.#fromUs), toUs: Math.round(nowUs) };
    for (const counted of ['iteration', 'request', 'message', 'step'] as const) {
      for (const [step, window] of this.#windows[counted]) {
        this.#emitWindow({ ...span, step, of: counted }, window);
        for (const [{ tags }, own] of window.tagged ?? []) this.#emitWindow({ ...span, step, of: counted, tags }, own);
      }
    }
    for (const [check, counts] of this.#checks) {
      const { passes, fails, example } = counts;
      if (passes + fails === 0) continue;
      const shown = example === undefined ? {} : { example };
      this.#emit({ kind: 'checks', ...span, check, passes, fails, ...shown });
      Object.assign(counts, { passes: 0, fails: 0, example: undefined });
    }
    for (const error of [...this.#errors.values()].flatMap((messages) => [...messages.values()]))
      this.#emit({ kind: 'errors', ...span, ...error });
    this.#beside.flush(this.#emit, span);
    for (const mistake of this.mistakes.take()) this.#emit({ kind: 'plan-mistake', ...this.#where, ...mistake });
    for (const reading of this.metrics.take()) this.#emit({ kind: 'metric', ...span, ...reading });
    if (this.#started + this.#due + users > 0) {
      const due = open ? this.#due : null;
      this.#emit({
        kind: 'arrivals',
        ...span,
        due,
        started: this.#started,
        dropped: this.#dropped,
        users,
        worker: this.#worker,
      });
    }
    this.#errors.clear();
    this.#due = 0;
    this.#started = 0;
    this.#dropped = 0;
    this.#fromUs = nowUs;
  }

  #emitWindow(
    about: Pick<Window, 'phase' | 'journey' | 'step' | 'of' | 'tags' | 'fromUs' | 'toUs'>,
    window: StepWindow,
  ): void {
    if (window.count === 0) return;
    const { count, failed, requestFailed, bytesSent, bytesReceived } = window;
    const requests = about.of === 'iteration' || about.of === 'step' ? { requestFailed } : {};
    const histograms = { response: window.response.toData(), service: window.service.toData() };
    this.#emit({ kind: 'window', ...about, count, failed, ...requests, bytesSent, bytesReceived, ...histograms });
    window.reset();
  }

  #nameOf(of: Counted, step: string): string {
    const { iteration, request, message, step: blocks } = this.#windows;
    const names = iteration.size + request.size + message.size + blocks.size;
    return this.#windows[of].has(step) || names < MAX_NAMES ? step : OTHER_STEPS;
  }
}

/** The name something is counted under: its own where there is room for it. */
function nameIn(counts: ReadonlyMap<string, unknown>, name: string, other: string): string {
  return counts.has(name) || counts.size < MAX_NAMES ? name : other;
}
