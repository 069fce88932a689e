/**
 * Health as it is: the database is asked, and everything that bytes are kept on makes a byte durable, all at once. A report is kept for a
 * second, because the question is free to ask for anybody and its answer costs an fsync.
 */
import type { Logger } from '@seatrial/service-log';
import { PartChecks, type PartHealth, type Health as ServiceHealth } from '@seatrial/service-metrics';
import { kept } from '@seatrial/service-time';
import { NoSpaceError, type Space } from './chunks/chunk-store.ts';
import type { Place } from './placement/storage.ts';

/** The parts are 'database', 'disk', 'storage server s1'... */
export interface StorePartHealth extends PartHealth {
  /** Of what keeps bytes. */
  readonly place?: { readonly server: string; readonly space: Space | undefined };
}

export type Health = ServiceHealth<StorePartHealth>;

export interface HealthSources {
  readonly checkDatabase: () => Promise<void>;
  readonly places: () => readonly Place[];
  readonly log: Logger;
}

const KEPT_MS = 1000;

export function createHealth({ checkDatabase, places, log }: HealthSources): Health {
  const checks = new PartChecks(log, (error) => (error instanceof NoSpaceError ? 'It is full.' : undefined));

  async function placed({ name, server, takesNew, check }: Place): Promise<StorePartHealth> {
    const { health, found } = await checks.check(name, check, takesNew ? '' : 'It is being emptied.');
    return { ...health, place: { server, space: found } };
  }

  return kept(KEPT_MS, async () => {
    const all = places();
    const [ofDatabase, ...ofPlaces] = await Promise.all([
      checks.check('database', checkDatabase).then(({ health }) => health),
      ...all.map(placed),
    ]);
    const parts: readonly StorePartHealth[] = [ofDatabase, ...ofPlaces];
    // A full store is read, and deleted from, which is how it gets room: whoever routes requests must not turn away from it.
    const serves = ofPlaces.some(({ status }) => status !== 'failing');
    if (ofDatabase.status !== 'ok' || !serves) return { status: 'failing', parts };
    const takesBytes = ofPlaces.some(({ status }, index) => status === 'ok' && all[index]?.takesNew === true);
    return { status: takesBytes && parts.every(({ status }) => status === 'ok') ? 'ok' : 'degraded', parts };
  });
}
