/**
 * The users of a phase. Makes each when it is first wanted, lets it do iterations, knows how many are busy, and waits
 * for those under way. Users are counted from 1; one does a single iteration at a time.
 */
import type { PhaseDesk } from './phase-desk.ts';
import { UserDesk } from './user-desk.ts';

/** An iteration this short did no input or output; without a rest, such a journey would starve every timer. */
const RESTLESS_US = 30;

/** A user who got no answer waits before trying again, as every real client does; a dead server is not worth a storm. */
const BACK_OFF_MS = 100;

export class Crew {
  readonly #phase: PhaseDesk;
  readonly #users: UserDesk[] = [];
  readonly #underway = new Set<Promise<void>>();

  constructor(phase: PhaseDesk) {
    this.#phase = phase;
  }

  get busy(): number {
    return this.#underway.size;
  }

  /** Lets user `index` do iterations one after another for as long as `goOn` says so. */
  keepGoing(index: number, goOn: () => boolean): void {
    this.#track(this.#loop(this.#user(index), goOn));
  }

  /** Lets user `index` do one iteration that was due at an instant; `done` is called when it ended. */
  once(index: number, dueUs: number, done: () => void): void {
    this.#track(this.#user(index).iterate(dueUs).then(done));
  }

  /** Resolves when nobody is busy. */
  async idle(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  close(): void {
    for (const user of this.#users) user?.close();
  }

  async #loop(user: UserDesk, goOn: () => boolean): Promise<void> {
    while (goOn()) {
      const startedUs = this.#phase.nowUs();
      await user.iterate(null);
      if (user.unanswered) await this.#phase.clock.sleep(BACK_OFF_MS, this.#phase.signal);
      else if (this.#phase.nowUs() - startedUs < RESTLESS_US) await new Promise((resolve) => setImmediate(resolve));
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

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underway.delete(tracked));
    this.#underway.add(tracked);
  }
}
