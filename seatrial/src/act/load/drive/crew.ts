/**
 * The users of a phase. Makes each when it is first wanted, lets it do iterations, knows how many are busy, and waits
 * for those under way. Users are counted from 1; one does a single iteration at a time.
 */
import type { PhaseDesk } from '../user/phase-desk.ts';
import { UserDesk } from '../user/user-desk.ts';

/** An iteration this short did no input or output; without a rest, such a journey would starve every timer. */
const RESTLESS_US = 30;

/** So would one that only computes: at least this often, a user lets others have the thread. */
const REST_EVERY_US = 5000;

/** A user who got no answer waits before trying again, as every real client does; a dead server is not worth a storm. */
const BACK_OFF_MS = 100;

/** How often it is looked whether what iterations have left behind has ended. */
const LOOK_EVERY_MS = 20;

export class Crew {
  readonly #phase: PhaseDesk;
  readonly #users: UserDesk[] = [];
  /** Counted and not kept: a set that takes and drops every iteration is garbage that only a full collection frees. */
  #busy = 0;
  #nobodyBusy: PromiseWithResolvers<void> | null = null;
  readonly #paceMs: number;
  readonly #over = new AbortController();

  /** @param paceMs from start to start of a user's iterations, at least. */
  constructor(phase: PhaseDesk, paceMs: number) {
    this.#phase = phase;
    this.#paceMs = paceMs;
  }

  get busy(): number {
    return this.#busy;
  }

  /** The users of these numbers. */
  users(indices: readonly number[]): UserDesk[] {
    return indices.map((index) => this.#user(index));
  }

  /** Lets user `index` do iterations one after another for as long as `goOn`, told the instant, says so. */
  keepGoing(index: number, goOn: (nowUs: number) => boolean): void {
    this.#busy++;
    void this.#loop(this.#user(index), goOn).then(() => this.#ended());
  }

  /** Lets user `index` do one iteration that was due at an instant; `done` is called when it may do another. */
  once(index: number, dueUs: number, done: () => void): void {
    this.#busy++;
    void this.#once(this.#user(index), dueUs, done);
  }

  /** Nothing more is to be started: who waits for the next iteration needs not wait any longer. */
  stopStarting(): void {
    this.#over.abort();
  }

  /** Resolves when nobody is busy. */
  async idle(): Promise<void> {
    while (this.#busy > 0) {
      this.#nobodyBusy ??= Promise.withResolvers();
      await this.#nobodyBusy.promise;
    }
  }

  /** Waits until nothing is under way that an iteration has left behind. */
  async settled(): Promise<void> {
    const { clock, signal } = this.#phase;
    const left = (): boolean => this.#users.some((user) => user.leaving > 0 || user.underWay.unfinished().length > 0);
    while (left() && !signal.aborted) await clock.sleep(LOOK_EVERY_MS, signal);
  }

  /** Tells of everything that is under way at `cutUs`, when the phase is ended. */
  cut(cutUs: number): void {
    for (const user of this.#users) user?.cut(cutUs);
  }

  close(): void {
    for (const user of this.#users) user?.close();
  }

  async #once(user: UserDesk, dueUs: number, done: () => void): Promise<void> {
    user.start(this.#phase.nowUs(), dueUs);
    try {
      await this.#phase.run(user.context);
    } catch (error) {
      user.threw(error);
    }
    user.finish();
    if (user.dry === null) done();
    this.#ended();
  }

  /** The end of an iteration is the start of the next unless there was a wait between them: clocks cost. */
  async #loop(user: UserDesk, goOn: (nowUs: number) => boolean): Promise<void> {
    const { clock, signal, nowUs, run } = this.#phase;
    let dueUs = nowUs();
    let restedUs = dueUs;
    for (let atUs = dueUs; user.dry === null && goOn(atUs); ) {
      const startedUs = atUs;
      user.start(startedUs, null);
      try {
        await run(user.context);
      } catch (error) {
        user.threw(error);
      }
      atUs = user.finish();
      if (user.unanswered) await clock.sleep(BACK_OFF_MS, signal);
      else if (atUs - startedUs < RESTLESS_US || atUs - restedUs > REST_EVERY_US) {
        await new Promise((resolve) => setImmediate(resolve));
        restedUs = nowUs();
      } else if (this.#paceMs === 0) continue;
      // From the instant it was due, so that late timers do not slow the pace; from now where it was missed.
      dueUs += this.#paceMs * 1000;
      const earlyUs = dueUs - nowUs();
      if (earlyUs > 0) await clock.sleep(earlyUs / 1000, this.#over.signal);
      else dueUs -= earlyUs;
      atUs = nowUs();
    }
  }

  #user(index: number): UserDesk {
    let user = this.#users[index];
    if (!user) {
      user = new UserDesk(this.#phase, index);
      this.#users[index] = user;
    }
    return user;
  }

  #ended(): void {
    if (--this.#busy > 0) return;
    this.#nobodyBusy?.resolve();
    this.#nobodyBusy = null;
  }
}
