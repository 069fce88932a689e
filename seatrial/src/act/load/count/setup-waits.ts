/**
 * What a setup waited for: each user that asked for the same by GET or HEAD until it was answered once, and not again. Only the order
 * of what one user asked tells it; counts by the names of steps do not. It judges nothing: it counts failures before a success.
 */

interface Asked {
  readonly step: string;
  failed: number;
  answered: number;
  /** Whether it was asked for again after it had been answered: then what failed was no wait. */
  wentOn: boolean;
}

const LOOKS = /^(?:GET|HEAD) /;

export class SetupWaits {
  readonly #users = new Map<object, Map<string, Asked>>();

  /** `what`: the method, the whole address and the header lines of a request without a body. */
  heard(user: object, step: string, what: string, failed: boolean): void {
    if (!LOOKS.test(what)) return;
    const all = this.#users.get(user) ?? new Map<string, Asked>();
    this.#users.set(user, all);
    const asked = all.get(what) ?? { step, failed: 0, answered: 0, wentOn: false };
    all.set(what, asked);
    if (asked.answered > 0) asked.wentOn = true;
    if (failed) asked.failed++;
    else asked.answered++;
  }

  /** Requests that failed in such a wait, by step. */
  waited(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const all of this.#users.values())
      for (const { step, failed, answered, wentOn } of all.values())
        if (failed > 0 && answered === 1 && !wentOn) counts.set(step, (counts.get(step) ?? 0) + failed);
    return counts;
  }
}
