/**
 * Reading back: every key whose last change was acknowledged is read once. Those whose read showed something else, or got
 * no clear answer, are read again after a third of the settling time and once more at its end, so that what is only late
 * can be told from what is gone. Each key is read by the user, by number, that changed it last: where users have accounts of
 * their own, nobody else may see it. Keys of users that this phase does not have are read by whoever is free. This gathers evidence by a mechanical rule, a comparison of two texts; the judge alone
 * says what it means. A key that the plan's function reads without recording it is never read again.
 */
import type { Operation } from '../../../evidence/records.ts';
import type { JourneyFunction, OwedKey } from '../../../plan/journey.ts';
import type { Executor, ResolvedReadBack } from '../../../plan/resolved.ts';
import { waitAtMost } from '../../../std/clock.ts';
import { isUserOf, partOf, partOfList, type Share, sharing, userOf } from '../share.ts';
import type { Drive } from './executors.ts';

type Iterations = Extract<Executor, { kind: 'iterations' }>;

const FIRST_MS = 600_000;

/** A system that answers nothing is not asked for ever: each later look takes at most this long. */
const AGAIN_MS = 10_000;

export class ReadBack {
  /** What it is called in the evidence: so many users, so many iterations of all threads. */
  readonly executor: Iterations;
  readonly #phase: ResolvedReadBack;
  readonly #share: Share;
  readonly #byKey: ReadonlyMap<string, OwedKey>;
  /** Keys whose last read did not show what was acknowledged, in the order of reading. */
  readonly #differing = new Set<OwedKey>();
  /** All that ever differed: also one that shows the right value now is looked at when the settling time is over. */
  readonly #differed = new Set<OwedKey>();
  #queues: Queues;

  /** `keys`: those that are read here; other threads read others. */
  constructor(phase: ResolvedReadBack, keys: readonly OwedKey[], share: Share) {
    this.#phase = phase;
    this.#share = sharing(share, phase.users);
    this.#byKey = new Map(keys.map((key) => [key.key, key]));
    this.#queues = new Queues(keys, phase.users);
    this.executor = {
      kind: 'iterations',
      iterations: keys.length * this.#share.of,
      each: false,
      users: phase.users,
      maxDurationMs: FIRST_MS,
    };
  }

  readonly run: JourneyFunction = async (t) => {
    const asked = this.#queues.next(t.user.index);
    if (asked) await this.#phase.read(t, { key: asked.key, value: asked.value });
  };

  /** Lets every user read its keys, and returns when all are read or the time is over. */
  async drive({ crew, clock, stop }: Drive, withinMs = FIRST_MS): Promise<void> {
    const endUs = clock.nowUs() + withinMs * 1000;
    for (let n = 0; n < partOf(this.#share, this.#phase.users); n++) {
      const user = userOf(this.#share, n);
      crew.keepGoing(user, (nowUs) => !stop.aborted && nowUs < endUs && this.#queues.has(user));
    }
    await waitAtMost(clock, withinMs, crew.idle(), stop);
  }

  /** An operation of this journey was recorded. */
  saw({ phase, journey, op, key, value, outcome, presenceOnly }: Operation): void {
    const asked = this.#byKey.get(key);
    if (!asked || op !== 'read' || phase !== this.#phase.name || journey !== this.#phase.journey.name) return;
    if (outcome === 'ok' && shows(asked, value, presenceOnly === true)) this.#differing.delete(asked);
    else {
      this.#differing.add(asked);
      this.#differed.add(asked);
    }
  }

  /** Looks again at what differed, each time when its time has come; not where every key showed its value. */
  async lookAgain(how: Drive): Promise<void> {
    const { clock, stop } = how;
    const startUs = clock.nowUs();
    for (const [share, keys] of [
      [1 / 3, this.#differing],
      [1, this.#differed],
    ] as const) {
      if (keys.size === 0 || this.#phase.settleMs === 0) return;
      const waitedMs = (clock.nowUs() - startUs) / 1000;
      await clock.sleep(Math.max(0, this.#phase.settleMs * share - waitedMs), stop);
      if (stop.aborted) return;
      this.#queues = new Queues([...keys], this.#phase.users);
      await this.drive(how, AGAIN_MS);
    }
  }
}

/** The keys that one of several threads reads: those of its own users, and its part of those that no user of the phase changed. */
export function keysReadBy(keys: readonly OwedKey[], share: Share, users: number): readonly OwedKey[] {
  const own = keys.filter(({ user }) => user && isUserOf(share, user, users));
  return [
    ...own,
    ...partOfList(
      keys.filter(({ user }) => !isOneOf(users, user)),
      share,
      users,
    ),
  ];
}

function isOneOf(users: number, user: number | null | undefined): user is number {
  return typeof user === 'number' && user <= users;
}

/** Who reads what: what was changed last is read first, while an instance that lags behind would not show it yet. */
class Queues {
  /** The next one is taken from the end; under 0 is what anybody reads. */
  readonly #left: ReadonlyMap<number, OwedKey[]>;

  constructor(keys: readonly OwedKey[], users: number) {
    this.#left = Map.groupBy(keys, ({ user }) => (isOneOf(users, user) ? user : 0));
  }

  has(user: number): boolean {
    return [user, 0].some((number) => (this.#left.get(number)?.length ?? 0) > 0);
  }

  next(user: number): OwedKey | undefined {
    return this.#left.get(user)?.pop() ?? this.#left.get(0)?.pop();
  }
}

function shows({ key, value }: OwedKey, read: string | null, presenceOnly: boolean): boolean {
  if (value === null || read === null) return value === read;
  // A value that is the key itself stands for a write that named none.
  return presenceOnly || value === key || value === read;
}
