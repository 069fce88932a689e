/**
 * How the parts of a service are, each asked when somebody wants to know, and none waited for longer than two seconds. Whoever asks learns
 * which part is how; what went wrong inside is for the log. What becomes of the whole when a part is ill is for the service to say.
 */
import type { Logger } from '@seatrial/service-log';
import { within } from '@seatrial/service-time';

/** Degraded: serving, but not all of it or not for as long as it should. Failing: not serving. */
export type HealthStatus = 'ok' | 'degraded' | 'failing';

export interface PartHealth {
  /** 'database', 'disk'... */
  readonly name: string;
  readonly status: HealthStatus;
  /** A sentence for a person, or ''. */
  readonly detail: string;
}

export interface HealthReport<Part extends PartHealth = PartHealth> {
  readonly status: HealthStatus;
  readonly parts: readonly Part[];
}

export type Health<Part extends PartHealth = PartHealth> = () => Promise<HealthReport<Part>>;

const LIMIT_MS = 2000;

export class PartChecks {
  readonly #log: Logger;
  readonly #degraded: (error: unknown) => string | undefined;
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #known = new Map<string, HealthStatus>();

  /** `degraded` tells of a failure that a part serves on with, in a sentence; undefined means that it is failing. */
  constructor(log: Logger, degraded: (error: unknown) => string | undefined = () => undefined) {
    this.#log = log;
    this.#degraded = degraded;
  }

  /** Never rejects. `found` is what the check gave; `detail` is said of a part that is well. */
  async check<Found>(
    name: string,
    check: () => Promise<Found>,
    detail = '',
  ): Promise<{ readonly health: PartHealth; readonly found: Found | undefined }> {
    try {
      const found = await this.#ask(name, check);
      return { health: this.#told({ name, status: 'ok', detail }), found };
    } catch (error) {
      return { health: this.#told({ name, ...this.#trouble(error) }, error), found: undefined };
    }
  }

  /** A part that hangs is not asked again until it has answered, or the questions would pile up. */
  #ask<Found>(name: string, check: () => Promise<Found>): Promise<Found> {
    const answer = (this.#underWay.get(name) as Promise<Found> | undefined) ?? check();
    if (!this.#underWay.has(name)) {
      this.#underWay.set(name, answer);
      answer.finally(() => this.#underWay.delete(name)).catch(() => undefined);
    }
    return within(LIMIT_MS, answer, () => new LateError());
  }

  /** The log tells why, once. */
  #told(health: PartHealth, error?: unknown): PartHealth {
    const { name, status } = health;
    if (status !== (this.#known.get(name) ?? 'ok'))
      this.#log.warn({ part: name, health: status, err: error }, 'the health of a part has changed');
    this.#known.set(name, status);
    return health;
  }

  #trouble(error: unknown): Pick<PartHealth, 'status' | 'detail'> {
    const degraded = this.#degraded(error);
    if (degraded !== undefined) return { status: 'degraded', detail: degraded };
    const late = error instanceof LateError;
    const detail = late ? `It did not answer within ${LIMIT_MS} ms.` : 'It does not answer as it should.';
    return { status: 'failing', detail };
  }
}

class LateError extends Error {}
