/**
 * Defect: conditions of writes are judged first, and the write follows unconditionally. One client alone sees no difference; of many
 * that create the same object at once, several are told that they did.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Precondition } from '../src/metadata/interface/objects.ts';
import type { Metadata } from '../src/metadata/metadata.ts';
import type { Defect } from '../src/parts.ts';

/** Between the question and the change lies what a way to a database and back takes. */
const ROUND_TRIP_MS = 20;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'of many conditional writes at once, one wins';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async putObject(bucketId, object, session, precondition) {
      if (precondition !== undefined && !(await holds(parts.metadata, bucketId, object.key, precondition))) {
        return { kind: 'precondition-failed' };
      }
      await sleep(ROUND_TRIP_MS);
      return parts.metadata.putObject(bucketId, object, session);
    },
  },
});

async function holds(metadata: Metadata, bucketId: number, key: string, precondition: Precondition): Promise<boolean> {
  const present = await metadata.object(bucketId, key);
  const absent = present === undefined || 'deleteMarker' in present;
  if (precondition.kind !== 'etag') return absent;
  return !absent && (precondition.etag === '*' || precondition.etag === present.etag);
}
