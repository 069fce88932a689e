/**
 * Defect, seed flaw M11 on the other face: who knows the id of a file gets it, whoever it belongs to.
 */
import { ask } from '@seatrial/service-sql';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'files of tenants are isolated';

export const plant: Defect = (parts, { database }) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async file(_tenant, id) {
      const [row] = await database.read(() => ask('SELECT tenant FROM file WHERE id = $1', id));
      return row === undefined ? undefined : parts.metadata.file(String(row.tenant), id);
    },
  },
});
