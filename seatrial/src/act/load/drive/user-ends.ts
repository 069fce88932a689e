/**
 * What each user of a phase does once before the first iteration of anybody, and once after the last. Both are recorded as
 * journeys of their own (`order user setup`), so that nothing of it counts in a claim about the journey itself.
 */
import type { JourneyFunction } from '../../../plan/journey.ts';
import { type Clock, waitAtMost } from '../../../std/clock.ts';
import { Recorder } from '../count/recorder.ts';
import { SetupWaits } from '../count/setup-waits.ts';
import { PhaseDesk, type PhaseDeskOptions } from '../user/phase-desk.ts';
import { sentenceOf } from '../user/thrown.ts';
import type { UserDesk } from '../user/user-desk.ts';

const SETUP_WITHIN_MS = 60_000;
/** For all users together. */
const TEARDOWN_WITHIN_MS = 10_000;
/** So many users at once: a thousand that log in at the same instant would be a load of their own. */
const AT_ONCE = 20;

type UserEnd = 'user setup' | 'user teardown';

export class UserEnds {
  readonly #desk: PhaseDesk;
  readonly #options: PhaseDeskOptions;
  readonly #ready: UserDesk[] = [];

  /** `desk` is where the users are afterwards; it was made with these options. */
  constructor(desk: PhaseDesk, options: PhaseDeskOptions) {
    this.#desk = desk;
    this.#options = options;
  }

  /** Does it for every user, or for none any more once it has failed; why it failed, or null. */
  async setUp(users: readonly UserDesk[], run: JourneyFunction, signal: AbortSignal): Promise<string | null> {
    const stop = new AbortController();
    const limit = AbortSignal.any([signal, stop.signal]);
    const each = async (user: UserDesk, desk: PhaseDesk, clock: Clock): Promise<string | null> => {
      const because = await this.#once('user setup', user, desk, run, clock, SETUP_WITHIN_MS, limit);
      if (because === null) this.#ready.push(user);
      else stop.abort();
      return because;
    };
    const failed = await this.#all('user setup', users, limit, each);
    for (const user of users) user.enter(this.#desk);
    return failed === null ? null : `the user setup of '${this.#options.journey}' failed: ${failed}`;
  }

  /** Does it for every user that was set up. Never throws; what fails is in the evidence. */
  async tearDown(run: JourneyFunction): Promise<void> {
    const over = new AbortController();
    const each = (user: UserDesk, desk: PhaseDesk, clock: Clock): Promise<string | null> =>
      this.#once('user teardown', user, desk, run, clock, TEARDOWN_WITHIN_MS, over.signal);
    const { clock } = this.#options;
    const work = this.#all('user teardown', this.#ready, over.signal, each).finally(() => over.abort());
    await waitAtMost(clock, TEARDOWN_WITHIN_MS, work);
    over.abort();
    await work;
  }

  /** Several at once; the first reason of any, or null. */
  async #all(
    end: UserEnd,
    users: readonly UserDesk[],
    signal: AbortSignal,
    each: (user: UserDesk, desk: PhaseDesk, clock: Clock) => Promise<string | null>,
  ): Promise<string | null> {
    const { clock, emit, share, name, token } = this.#options;
    const journey = `${this.#options.journey} ${end}`;
    const recorder = new Recorder(emit, { phase: name, journey }, clock.nowUs(), share.index + 1);
    let over = false;
    const waits = new SetupWaits();
    const own = { journey, recorder, waits, signal, over: () => over, feeding: this.#desk.feeding };
    const desk = new PhaseDesk({ ...this.#options, ...own, token: `${token}${end.replace(' ', '-')}-` });
    const left = [...users];
    const reasons: string[] = [];
    const one = async (): Promise<void> => {
      for (let user = left.shift(); user !== undefined && !signal.aborted; user = left.shift()) {
        const because = await each(user, desk, clock);
        if (because !== null) reasons.push(because);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    over = true;
    recorder.flush(clock.nowUs(), 0, false);
    if (end === 'user setup') recorder.waited(waits.waited());
    return reasons[0] ?? (signal.aborted ? 'the trial was interrupted' : null);
  }

  /** One user; why it failed, or null. */
  async #once(
    end: UserEnd,
    user: UserDesk,
    desk: PhaseDesk,
    run: JourneyFunction,
    clock: Clock,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<string | null> {
    user.enter(desk);
    const late = `user ${user.context.user.index} did not end it within ${withinMs / 1000}s`;
    let because: string | null = signal.aborted ? 'the trial was interrupted' : late;
    let mistaken = false;
    const work = async (): Promise<void> => {
      try {
        await run(user.context);
        because = null;
        user.leave();
      } catch (error) {
        mistaken = user.mistaken(error);
        because = user.dry ?? sentenceOf(error);
      }
    };
    await waitAtMost(clock, withinMs, work(), signal);
    const ended: string | null = because;
    if (ended === null) return null;
    if (ended === late) user.cut(clock.nowUs());
    if (!mistaken && !signal.aborted) desk.recorder.failed('iteration', end, 'journey threw', ended);
    return ended;
  }
}
