/**
 * Counts what one phase does, and writes it as evidence window by window: constant memory however long the phase is.
 * On the hot path nothing is allocated per request but the map look-up of the step's name.
 */
import type { Cause, Window } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import type { Emit } from '../target/emit.ts';
import { Metrics } from './metrics.ts';
import { Mistakes } from './mistakes.ts';
import { type TagSet, TagSets, TOO_MANY } from './tag-sets.ts';

/** The step that stands for the whole journey. */
export const ITERATION = 'iteration';

/**
 * More names of steps, or of checks, than this in a phase are counted together, so that ids in names can not fill the
 * memory. A name keeps its own count from its first window to the last, or never has one.
 */
const MAX_NAMES = 200;
const OTHER_STEPS = 'other steps';
const OTHER_CHECKS = 'other checks';
/** So many pairs of a step and a set of tags have windows of their own; a window takes 30 KB. */
const MAX_TAGGED = 200;

/** What one completion was. Instants are microseconds of the trial's clock. */
export interface Completion {
  dueUs: number;
  startedUs: number;
  endedUs: number;
  failed: boolean;
  bytesSent: number;
  bytesReceived: number;
}

class StepWindow {
  count = 0;
  failed = 0;
  bytesSent = 0;
  bytesReceived = 0;
  readonly response = new Histogram();
  readonly service = new Histogram();
  /** Completions with tags, by set; null until there is one. */
  tagged: Map<TagSet, StepWindow> | null = null;

  add(done: Completion): void {
    this.count++;
    if (done.failed) this.failed++;
    this.bytesSent += done.bytesSent;
    this.bytesReceived += done.bytesReceived;
    this.response.record(done.endedUs - done.dueUs);
    this.service.record(done.endedUs - done.startedUs);
  }

  reset(): void {
    this.count = 0;
    this.failed = 0;
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
  readonly #steps = new Map<string, StepWindow>([[ITERATION, new StepWindow()]]);
  readonly #checks = new Map<string, { passes: number; fails: number; example: string | undefined }>();
  readonly #errors = new Map<
    string,
    { step: string; cause: Cause; count: number; example: string; tags?: TagSet['tags'] }
  >();
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

  completed(step: string, done: Completion, tags: TagSet | null = null): void {
    let window = this.#steps.get(step);
    if (!window) {
      const name = nameIn(this.#steps, step, OTHER_STEPS);
      window = this.#steps.get(name) ?? new StepWindow();
      this.#steps.set(name, window);
    }
    (tags === null ? window : this.#taggedWindow(window, tags)).add(done);
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

  /** `tags` as they were completed with. */
  failed(step: string, cause: Cause, example: string, count = 1, tags: TagSet | null = null): void {
    const name = nameIn(this.#steps, step, OTHER_STEPS);
    const of = tags === null ? {} : { tags: (this.#steps.get(name)?.tagged?.has(tags) ? tags : TOO_MANY).tags };
    const key = `${cause} ${name} ${tags === null ? '' : JSON.stringify(of.tags)}`;
    const counts = this.#errors.get(key);
    if (counts) counts.count += count;
    else this.#errors.set(key, { step: name, cause, count, example: example.slice(0, 300), ...of });
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
    for (const [step, window] of this.#steps) {
      this.#emitWindow({ ...span, step }, window);
      for (const [{ tags }, own] of window.tagged ?? []) this.#emitWindow({ ...span, step, tags }, own);
    }
    for (const [check, counts] of this.#checks) {
      const { passes, fails, example } = counts;
      if (passes + fails === 0) continue;
      const shown = example === undefined ? {} : { example };
      this.#emit({ kind: 'checks', ...span, check, passes, fails, ...shown });
      Object.assign(counts, { passes: 0, fails: 0, example: undefined });
    }
    for (const error of this.#errors.values()) this.#emit({ kind: 'errors', ...span, ...error });
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
    about: Pick<Window, 'phase' | 'journey' | 'step' | 'tags' | 'fromUs' | 'toUs'>,
    window: StepWindow,
  ): void {
    if (window.count === 0) return;
    const { count, failed, bytesSent, bytesReceived } = window;
    const histograms = { response: window.response.toData(), service: window.service.toData() };
    this.#emit({ kind: 'window', ...about, count, failed, bytesSent, bytesReceived, ...histograms });
    window.reset();
  }
}

/** The name something is counted under: its own where there is room for it. */
function nameIn(counts: ReadonlyMap<string, unknown>, name: string, other: string): string {
  return counts.has(name) || counts.size < MAX_NAMES ? name : other;
}
