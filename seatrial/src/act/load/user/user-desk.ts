/**
 * One user at work: what a journey is given as `t`, and the bookkeeping behind it. A desk is made once per user and
 * reused for every iteration, so an iteration costs no objects of its own.
 */
import { WHOLE_JOURNEY } from '../../../evidence/counted.ts';
import type { Access, Cause, Counted, Operation, Outcome } from '../../../evidence/records.ts';
import type { Feeder } from '../../../plan/feeder.ts';
import type { JourneyContext, User } from '../../../plan/journey.ts';
import { isThenable, noted, PlanMistakeError, placeInPlan, textOf } from '../../../plan/mistake.ts';
import { many } from '../../../std/many.ts';
import { Random } from '../../../std/random.ts';
import type { Tags } from '../../../std/tags.ts';
import type { OpenOperation } from '../../history/history.ts';
import type { DefaultHeaders } from '../../http/default-headers.ts';
import { metricsOf } from '../count/metrics.ts';
import { type Completion, wholeIteration } from '../count/recorder.ts';
import type { SetupWaits } from '../count/setup-waits.ts';
import { StepBlock } from '../count/step-block.ts';
import type { TagSet } from '../count/tag-sets.ts';
import { type Begun, UnderWay } from '../count/under-way.ts';
import { milliseconds } from '../options.ts';
import { pastTheEnd } from '../past-the-end.ts';
import { JourneyHttp } from '../protocols/http/journey-http.ts';
import { Protocols } from '../protocols/protocols.ts';
import { blameFor } from './blame.ts';
import {
  checkAccess,
  checkEnding,
  checkFeeder,
  checkHeld,
  checkOperation,
  checkStep,
  noPromise,
} from './context-checks.ts';
import { answersBeside, type FetchAnswer, fetchAnswerOf, type Refusal, refusalOf } from './fetch-answer.ts';
import { LeftBodies } from './left-bodies.ts';
import { Pauses } from './pauses.ts';
import type { PhaseDesk } from './phase-desk.ts';
import { NO_ANSWER, observed, StepTraffic } from './step-traffic.ts';
import { thinkMs } from './think-time.ts';
import { placed, sentenceOf } from './thrown.ts';

export class UserDesk {
  readonly context: JourneyContext;
  signal: AbortSignal;
  readonly nowUs: () => number;
  readonly underWay = new UnderWay();
  readonly defaults: DefaultHeaders;
  #phase: PhaseDesk;
  readonly #http: JourneyHttp;
  readonly #protocols: Protocols;
  readonly #user: { index: number; iteration: number; state: Record<string, unknown> };
  #url: string;
  #startedUs = 0;
  #iterationDueUs = 0;
  /** When the first request of this iteration was due, until it has asked. */
  #dueUs: number | null = null;
  #failed = false;
  /** Whether a request or a message of this iteration failed. */
  #requestFailed = false;
  /** Whether an iteration has started and not returned. */
  #within = false;
  readonly #pauses = new Pauses();
  readonly #bodies = new LeftBodies();
  /** What systems answered in this iteration, steps of the journey's own included, and how much of it failed. */
  #answers = 0;
  #failedAnswers = 0;
  /** Whether an answer failed before this iteration: what the user kept of it may be missing. */
  #shaken: boolean;
  /** Errors that were told when they were made. */
  readonly #told = new WeakSet<object>();
  /** How many steps have returned of which it is not yet known what they have left without an answer. */
  leaving = 0;
  /** Whether a request of this iteration got no answer at all, or the journey threw. */
  unanswered = false;
  /** Why this user must stop (a feeder ran out of rows); null while it may go on. */
  dry: string | null = null;

  constructor(phase: PhaseDesk, index: number) {
    this.#phase = phase;
    this.signal = phase.signal;
    this.nowUs = phase.nowUs;
    this.defaults = phase.defaults;
    this.#shaken = phase.shaken;
    this.#user = { index, iteration: 0, state: {} };
    this.#url = this.#instance();
    this.#http = new JourneyHttp(this, this.#url, phase.reach);
    this.#protocols = new Protocols(this, this.#url, phase.reach, this.#http);
    this.context = this.#makeContext();
  }

  /** From here on what it does counts there: its own setup and teardown are no part of the journey. */
  enter(phase: PhaseDesk): void {
    this.#phase = phase;
    this.signal = phase.signal;
  }

  /**
   * The journey is about to be done, at `startedUs`, which is now. `dueUs`: when the schedule wanted it; null where the
   * user sets the pace. (Who drives the user calls the journey: a promise between would cost a tenth of all we do.)
   */
  start(startedUs: number, dueUs: number | null): void {
    if (this.#phase.roams) this.#roam();
    this.#startedUs = startedUs;
    this.#iterationDueUs = dueUs ?? startedUs;
    this.#dueUs = dueUs;
    this.#failed = false;
    this.#requestFailed = false;
    this.#within = true;
    this.#pauses.start();
    this.unanswered = false;
    if (this.#failedAnswers > 0) this.#shaken = true;
    this.#answers = 0;
    this.#failedAnswers = 0;
    this.#phase.recorder.started();
    if (dueUs !== null) this.#phase.lag.record(startedUs - dueUs);
  }

  /** Where paths of this iteration lead: each user has an instance of its own, or asks one after another where users are too few. */
  #instance(): string {
    const { urls, roams } = this.#phase;
    const { index, iteration } = this.#user;
    return urls[(Math.max(0, index - 1) + (roams ? iteration : 0)) % urls.length] ?? '';
  }

  #roam(): void {
    this.#url = this.#instance();
    this.#http.moveTo(this.#url);
    this.#protocols.moveTo(this.#url);
  }

  /** The journey threw; `finish` is to be called all the same. */
  threw(error: unknown): void {
    if (this.dry !== null || this.signal.aborted) return;
    this.unanswered = true; // whoever threw waits before the next iteration, whatever it was
    if (!this.#isMistake(error, this.#shaken)) this.#threw('journey threw', placed(error));
  }

  /** Whether something failed that was asked for: what was made of the answers may lack something. */
  get shaken(): boolean {
    return this.#shaken || this.#failedAnswers > 0;
  }

  /** Whether what an end of a phase threw is, or may be, a mistake of the plan; it is then counted as one. */
  mistaken(error: unknown): boolean {
    return this.#isMistake(error, this.#shaken);
  }

  /** Notes what Seatrial will not do, at once, because the journey may catch it; gives the error back. */
  refused<E>(error: E): E {
    this.#isMistake(error, this.#shaken);
    return error;
  }

  /** Whether an error is, or may be, a mistake of the plan; it is then counted as one, once, and as no failure of the system. */
  #isMistake(error: unknown, shaken: boolean): boolean {
    if (typeof error === 'object' && error !== null && this.#told.has(error)) return true;
    const blame = blameFor(error, { answers: this.#answers, failed: this.#failedAnswers, shaken });
    if (blame === 'journey') return false;
    this.#told.add(error as object);
    const { recorder } = this.#phase;
    if (blame === 'plan') recorder.mistakes.note(sentenceOf(noted(error)), placeInPlan(error));
    else if (!this.signal.aborted) recorder.failed('iteration', WHOLE_JOURNEY, 'journey mistake', placed(error));
    return true;
  }

  /** The journey is done; returns the instant it ended, which is now. */
  finish(): number {
    this.#user.iteration++;
    this.#within = false;
    const endedUs = this.nowUs();
    if (this.signal.aborted) return endedUs;
    this.leave();
    if (this.dry !== null) {
      this.#threw('feeder ran dry', this.dry);
      return endedUs;
    }
    const done = wholeIteration(this.#iterationDueUs, this.#startedUs, endedUs, this.#failed);
    if (!this.#phase.over()) this.#phase.recorder.iterated(done, this.#requestFailed);
    return endedUs;
  }

  /** Tells of what nobody has awaited. */
  leave(): void {
    this.#bodies.left();
    for (const mistake of this.#pauses.forgotten()) this.refused(mistake);
    if (this.underWay.awaited === 0) return;
    for (const one of this.underWay.leave()) this.#phase.recorder.floating(one);
  }

  /**
   * Tells of what is under way at `cutUs`, when Seatrial ends the phase. An iteration that waits for nothing we know of, and
   * does not sleep or think, waits for another client: it is told as a whole.
   */
  cut(cutUs: number): void {
    this.#bodies.cut();
    for (const one of this.underWay.unfinished()) this.#phase.recorder.unfinished(one, cutUs);
    if (!this.#within || this.underWay.awaited > 0 || this.#pauses.open > 0) return;
    this.#phase.recorder.unfinished({ of: 'iteration', step: WHOLE_JOURNEY, startedUs: this.#startedUs }, cutUs);
  }

  get waits(): SetupWaits | undefined {
    return this.#phase.waits;
  }

  close(): void {
    this.#http.close();
    this.#protocols.close();
  }

  /** When the first request of this iteration was due; null for those after it, whose due time is their start. */
  takeDueUs(): number | null {
    const due = this.#dueUs;
    this.#dueUs = null;
    return due;
  }

  tagged(tags: Tags): TagSet {
    return this.#phase.recorder.tagSets.of(tags);
  }

  completed(one: Begun, done: Completion, tags: TagSet | null = null, requestFailed = false): void {
    const { of, step, state, block } = one;
    this.underWay.end(one);
    if (done.failed && block !== null && of !== 'step') block.fail();
    if (of !== 'iteration' && state !== 'floating') this.#answers++;
    if (done.failed && state !== 'floating') this.#held(of, done.cause);
    if (!this.#phase.over()) this.#phase.recorder.completed(of, step, done, tags, requestFailed);
  }

  unnamedStatus(step: string, status: number, of: Counted = 'request'): void {
    if (!this.#phase.over()) this.#phase.recorder.unnamedStatus(step, status, of);
  }

  led(step: string, to: string, status?: number, of: Counted = 'request'): void {
    if (!this.#phase.over()) this.#phase.recorder.led(of, step, to, status);
  }

  /** Something of this iteration failed. */
  #held(of: Counted, cause: Cause | null): void {
    this.#failed = true;
    if (of !== 'iteration') this.#failedAnswers++;
    if (of === 'request' || of === 'message') this.#requestFailed = true;
    if (cause !== null && !cause.startsWith('status')) this.unanswered = true;
  }

  #threw(cause: Cause, why: string): void {
    this.#held('iteration', cause);
    if (!this.#phase.over()) this.#phase.recorder.failed('iteration', WHOLE_JOURNEY, cause, why);
  }

  begin(op: Operation['op'], key: string, value: string | null, origin?: string): OpenOperation {
    const { index } = this.#user;
    return this.#phase.begin({ index, hasSession: this.#http.hasSession }, op, key, value, origin);
  }

  access(attempt: Omit<Access, 'kind' | 'phase' | 'journey'>): void {
    this.#phase.access(attempt);
  }

  #makeContext(): JourneyContext {
    const url = (): string => this.#url;
    const signal = (): AbortSignal => this.signal;
    const feeds = new Random(this.#phase.seed, `${this.#phase.name}/${this.#user.index}/next`);
    const thinking = new Random(this.#phase.seed, `${this.#phase.name}/${this.#user.index}/think`);
    const protocols = this.#protocols;
    return {
      http: this.#http,
      get http2() {
        return protocols.http2;
      },
      websocket: protocols.websocket,
      events: protocols.events,
      grpc: protocols.grpc,
      get url() {
        return url();
      },
      user: this.#user satisfies User,
      random: new Random(this.#phase.seed, `${this.#phase.name}/${this.#user.index}`),
      data: this.#phase.data,
      get signal() {
        return signal();
      },
      history: {
        begin: (op, key, value = null) => {
          this.#must(() => checkOperation(op, key, value));
          const operation = this.begin(op, key, value);
          return {
            end: (outcome: Outcome, details?: { value?: string | null; why?: string }) => {
              this.#must(() => {
                checkEnding(outcome, details);
                operation.end(outcome, details);
              });
            },
          };
        },
        acknowledged: () => this.#phase.acknowledged(),
      },
      check: (name, ok, detail) => {
        this.#must(() => checkHeld(name, ok, detail));
        if (!ok) this.#failed = true;
        // Checks after the cut-off judge an iteration that we interrupted, so they are not recorded.
        if (!this.signal.aborted) this.#phase.recorder.checked(name, ok, detail);
        return ok;
      },
      step: (name, run, options) => this.#step(name, run, options),
      sleep: (time) => this.#pauses.begin('t.sleep', () => this.#pause(() => milliseconds('t.sleep', time))),
      think: (time) => this.#pauses.begin('t.think', () => this.#pause(() => thinkMs(time, thinking))),
      metric: metricsOf(
        () => this.#phase.recorder.metrics,
        (work) => this.#must(work),
      ),
      next: (feeder) => this.#next(feeder, feeds),
      unique: (prefix) =>
        this.#phase.unique(
          this.#must(() => textOf('the prefix of t.unique', prefix)),
          this.#user.index,
        ),
      access: (attempt) => {
        this.#must(() => checkAccess(attempt));
        this.access(attempt);
      },
    };
  }

  /** What it gives; what it throws is told at once. */
  #must<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.refused(error);
    }
  }

  async #pause(ms: () => number): Promise<void> {
    await this.#phase.clock.sleep(this.#must(ms), this.signal);
    if (this.signal.aborted) await pastTheEnd();
  }

  #next<Row>(feeder: Feeder<Row>, random: Random): Row {
    this.#must(() => checkFeeder(feeder));
    const index = this.#phase.feeding.next(feeder, random);
    if (index !== null) return feeder.rows[index] as Row;
    const taken = feeder.rows.length === 1 ? 'the one row' : `all ${many(feeder.rows.length, 'row')}`;
    const were = feeder.rows.length === 1 ? 'was' : 'were';
    this.dry = `${taken} of ${feeder.name} ${were} taken; add rows, or use the order 'circular'`;
    throw new Error(this.dry);
  }

  async #step<T>(name: string, run: () => Promise<T>, options?: { tags?: Tags }): Promise<T> {
    const tags = this.#must(() => {
      checkStep(name, run, options);
      return options?.tags === undefined ? null : this.tagged(options.tags);
    });
    const dueUs = this.takeDueUs();
    const startedUs = this.nowUs();
    const one = this.underWay.begin(name, 'step', startedUs);
    const block = new StepBlock();
    const traffic = new StepTraffic(this.nowUs);
    let failed = true;
    let counts = true;
    let refusal: Refusal | null = null;
    try {
      const running = block.run(() => observed(traffic, run));
      if (!isThenable(running)) throw this.refused(new PlanMistakeError(noPromise(name)));
      const result = await running;
      refusal = this.#returned(name, traffic, fetchAnswerOf(result));
      failed = refusal !== null;
      return result;
    } catch (error) {
      // In it, the journey may have asked with a client of its own: what that was answered, nobody saw.
      if (this.dry !== null || this.#isMistake(error, true)) counts = false;
      throw error;
    } finally {
      const endedUs = this.nowUs();
      const { requestFailed } = block;
      const { cause, why } = refusal ?? { cause: null, why: '' };
      const told = { failed: failed || requestFailed, cause, why, bytesSent: 0, bytesReceived: 0 };
      const done = { dueUs: dueUs ?? startedUs, startedUs, endedUs, ...told };
      // A refusal is the block's own failure, not that of a request which is counted by itself.
      if (counts || requestFailed) this.completed(one, done, tags, requestFailed && refusal === null);
      else this.underWay.end(one);
    }
  }

  /** A step returned: why it failed all the same, by the answer it gave; what else was asked in it is told. */
  #returned(name: string, traffic: StepTraffic, answer: FetchAnswer | null): Refusal | null {
    for (const status of answersBeside(answer, traffic.refusals)) this.unnamedStatus(name, status, 'step');
    this.leaving++;
    this.#bodies.returned(traffic);
    const told = (isLeft: boolean): void => {
      this.leaving--;
      for (const { to, status } of traffic.led) this.led(name, to, status, 'step');
      if (isLeft) this.#phase.recorder.floating({ of: 'step', step: name });
    };
    traffic.leave(told, () => this.unnamedStatus(name, NO_ANSWER, 'step'));
    return answer && refusalOf(answer);
  }
}
