/**
 * Reading back: every key whose last change was acknowledged is read once. Those whose read showed something else, or got
 * no clear answer, are read again after a third of the settling time and once more at its end, so that what is only late
 * can be told from what is gone. This gathers evidence by a mechanical rule, a comparison of two texts; the judge alone
 * says what it means. A key that the plan's function reads without recording it is never read again.
 */
import type { Operation } from '../../../evidence/records.ts';
import type { AcknowledgedKey, JourneyFunction } from '../../../plan/journey.ts';
import type { Executor, ResolvedReadBack } from '../../../plan/resolved.ts';
import type { Clock } from '../../../std/clock.ts';
import { type Share, sharing } from '../share.ts';

type Iterations = Extract<Executor, { kind: 'iterations' }>;

const FIRST_MS = 600_000;

/** A system that answers nothing is not asked for ever: each later look takes at most this long. */
const AGAIN_MS = 10_000;

export class ReadBack {
  readonly executor: Iterations;
  readonly #phase: ResolvedReadBack;
  readonly #of: number;
  readonly #byKey: ReadonlyMap<string, AcknowledgedKey>;
  /** Keys whose last read did not show what was acknowledged, in the order of reading. */
  readonly #differing = new Set<AcknowledgedKey>();
  /** All that ever differed: also one that shows the right value now is looked at when the settling time is over. */
  readonly #differed = new Set<AcknowledgedKey>();
  #queue: readonly AcknowledgedKey[];
  #next = 0;

  /** `keys`: those that are read here; other threads read others. */
  constructor(phase: ResolvedReadBack, keys: readonly AcknowledgedKey[], share: Share) {
    this.#phase = phase;
    this.#of = sharing(share, phase.users).of;
    this.#byKey = new Map(keys.map((key) => [key.key, key]));
    this.#queue = keys;
    this.executor = this.#iterations(keys.length * this.#of, FIRST_MS);
  }

  readonly run: JourneyFunction = async (t) => {
    const key = this.#queue[this.#next++];
    if (key) await this.#phase.read(t, key);
  };

  /** An operation of this journey was recorded. */
  saw({ phase, journey, f, key, value, outcome, presenceOnly }: Operation): void {
    const asked = this.#byKey.get(key);
    if (!asked || f !== 'read' || phase !== this.#phase.name || journey !== this.#phase.journey.name) return;
    if (outcome === 'ok' && shows(asked, value, presenceOnly === true)) this.#differing.delete(asked);
    else {
      this.#differing.add(asked);
      this.#differed.add(asked);
    }
  }

  /** What is to be driven after the first reading, each when its time has come; nothing where every key showed its value. */
  async *looks(clock: Clock, signal: AbortSignal): AsyncGenerator<Iterations> {
    const startUs = clock.nowUs();
    for (const [share, keys] of [
      [1 / 3, this.#differing],
      [1, this.#differed],
    ] as const) {
      if (keys.size === 0 || this.#phase.settleMs === 0) return;
      const waitedMs = (clock.nowUs() - startUs) / 1000;
      await clock.sleep(Math.max(0, this.#phase.settleMs * share - waitedMs), signal);
      if (signal.aborted) return;
      this.#queue = [...keys];
      this.#next = 0;
      yield this.#iterations(this.#queue.length * this.#of, AGAIN_MS);
    }
  }

  /** Of the iterations of all threads, each thread does its part. */
  #iterations(iterations: number, maxDurationMs: number): Iterations {
    return { kind: 'iterations', iterations, each: false, users: this.#phase.users, maxDurationMs };
  }
}

function shows({ key, value }: AcknowledgedKey, read: string | null, presenceOnly: boolean): boolean {
  if (value === null || read === null) return value === read;
  // A value that is the key itself stands for a write that named none.
  return presenceOnly || value === key || value === read;
}
