/**
 * Health as it is: the database is asked, and everything that bytes are kept on makes a byte durable, all at once and none for longer than
 * two seconds. A report is kept for a second, because the question is free to ask for anybody and its answer costs an fsync. Whoever asks
 * learns which part is how; what went wrong inside is for the log.
 */
import type { Logger } from '@seatrial/service-log';
import { within } from '@seatrial/service-time';
import { NoSpaceError, type Space } from './chunks/chunk-store.ts';
import type { Place } from './placement/storage.ts';

/** Degraded: serving, but not all of it or not for as long as it should. Failing: nothing that it keeps can be reached. */
export type HealthStatus = 'ok' | 'degraded' | 'failing';

export interface PartHealth {
  /** 'database', 'disk', 'storage server s1'... */
  readonly name: string;
  readonly status: HealthStatus;
  /** A sentence for a person, or ''. */
  readonly detail: string;
  /** Of what keeps bytes. */
  readonly place?: { readonly server: string; readonly space: Space | undefined };
}

export interface HealthReport {
  readonly status: HealthStatus;
  readonly parts: readonly PartHealth[];
}

export type Health = () => Promise<HealthReport>;

export interface HealthSources {
  readonly checkDatabase: () => Promise<void>;
  readonly places: () => readonly Place[];
  readonly log: Logger;
}

const keptMs = 1000;
const limitMs = 2000;

export function createHealth({ checkDatabase, places, log }: HealthSources): Health {
  const underWay = new Map<string, Promise<unknown>>();
  const known = new Map<string, HealthStatus>();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let report: Promise<HealthReport> = Promise.resolve({ status: 'ok', parts: [] });

  /** A part that hangs is not asked again until it has answered, or the questions would pile up. */
  function ask<Answer>(name: string, check: () => Promise<Answer>): Promise<Answer> {
    const answer = (underWay.get(name) as Promise<Answer> | undefined) ?? check();
    if (!underWay.has(name)) {
      underWay.set(name, answer);
      answer.finally(() => underWay.delete(name)).catch(() => undefined);
    }
    return within(limitMs, answer, () => new LateError());
  }

  /** The log tells why, once. */
  function told(name: string, state: Pick<PartHealth, 'status' | 'detail'>, error?: unknown): PartHealth {
    if (state.status !== (known.get(name) ?? 'ok'))
      log.warn({ part: name, health: state.status, err: error }, 'the health of a part has changed');
    known.set(name, state.status);
    return { name, ...state };
  }

  async function database(): Promise<PartHealth> {
    try {
      await ask('database', checkDatabase);
      return told('database', { status: 'ok', detail: '' });
    } catch (error) {
      return told('database', troubleOf(error), error);
    }
  }

  async function placed({ name, server, takesNew, check }: Place): Promise<PartHealth> {
    try {
      const space = await ask(name, check);
      const detail = takesNew ? '' : 'It is being emptied.';
      return { ...told(name, { status: 'ok', detail }), place: { server, space } };
    } catch (error) {
      return { ...told(name, troubleOf(error), error), place: { server, space: undefined } };
    }
  }

  async function look(): Promise<HealthReport> {
    const all = places();
    const [ofDatabase, ...ofPlaces] = await Promise.all([database(), ...all.map(placed)]);
    const parts = [ofDatabase, ...ofPlaces];
    // A full store is read, and deleted from, which is how it gets room: whoever routes requests must not turn away from it.
    const serves = ofPlaces.some(({ status }) => status !== 'failing');
    if (ofDatabase.status !== 'ok' || !serves) return { status: 'failing', parts };
    const takesBytes = ofPlaces.some(({ status }, index) => status === 'ok' && all[index]?.takesNew === true);
    return { status: takesBytes && parts.every(({ status }) => status === 'ok') ? 'ok' : 'degraded', parts };
  }

  return () => {
    const nowMs = performance.now();
    if (nowMs - askedAtMs >= keptMs) {
      askedAtMs = nowMs;
      report = look();
    }
    return report;
  };
}

class LateError extends Error {}

function troubleOf(error: unknown): Pick<PartHealth, 'status' | 'detail'> {
  if (error instanceof NoSpaceError) return { status: 'degraded', detail: 'It is full.' };
  if (error instanceof LateError) return { status: 'failing', detail: `It did not answer within ${limitMs} ms.` };
  return { status: 'failing', detail: 'It does not answer as it should.' };
}
