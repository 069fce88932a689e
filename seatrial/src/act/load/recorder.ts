/**
 * Counts what one phase does, and writes it as evidence window by window: constant memory however long the phase is.
 * On the hot path nothing is allocated per request but the map look-up of the step's name.
 */
import type { Cause } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import type { Emit } from '../target/emit.ts';

/** The step that stands for the whole journey. */
export const ITERATION = 'iteration';

/** More names than this in a phase are counted together, so that ids in names can not fill the memory. */
const MAX_STEPS = 200;

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
  readonly #emit: Emit;
  readonly #where: { phase: string; journey: string };
  readonly #steps = new Map<string, StepWindow>();
  readonly #checks = new Map<string, { passes: number; fails: number; example: string | undefined }>();
  readonly #errors = new Map<string, { step: string; cause: Cause; count: number; example: string }>();
  #fromUs: number;
  #due = 0;
  #started = 0;
  #dropped = 0;

  constructor(emit: Emit, where: { phase: string; journey: string }, fromUs: number) {
    this.#emit = emit;
    this.#where = where;
    this.#fromUs = fromUs;
  }

  completed(step: string, done: Completion): void {
    let window = this.#steps.get(step);
    if (!window) {
      const name = this.#steps.size < MAX_STEPS ? step : 'other steps';
      window = this.#steps.get(name) ?? new StepWindow();
      this.#steps.set(name, window);
    }
    window.add(done);
  }

  checked(check: string, ok: boolean, detail: string | undefined): void {
    const counts = this.#checks.get(check) ?? { passes: 0, fails: 0, example: undefined };
    this.#checks.set(check, counts);
    if (ok) counts.passes++;
    else {
      counts.fails++;
      counts.example ??= detail ?? '';
    }
  }

  failed(step: string, cause: Cause, example: string): void {
    const key = `${cause} ${step}`;
    const counts = this.#errors.get(key);
    if (counts) counts.count++;
    else this.#errors.set(key, { step, cause, count: 1, example: example.slice(0, 300) });
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
      if (window.count === 0) continue;
      const { count, failed, bytesSent, bytesReceived } = window;
      const histograms = { response: window.response.toData(), service: window.service.toData() };
      this.#emit({ kind: 'window', ...span, step, count, failed, bytesSent, bytesReceived, ...histograms });
      window.reset();
    }
    for (const [check, { passes, fails, example }] of this.#checks) {
      const shown = example === undefined ? {} : { example };
      this.#emit({ kind: 'checks', ...span, check, passes, fails, ...shown });
    }
    for (const error of this.#errors.values()) this.#emit({ kind: 'errors', ...span, ...error });
    if (this.#started + this.#due + users > 0) {
      const due = open ? this.#due : null;
      this.#emit({ kind: 'arrivals', ...span, due, started: this.#started, dropped: this.#dropped, users });
    }
    this.#checks.clear();
    this.#errors.clear();
    this.#due = 0;
    this.#started = 0;
    this.#dropped = 0;
    this.#fromUs = nowUs;
  }
}
