/**
 * Defect, from the seed's "tenant missing from context" bugs: ListBuckets shows every tenant's buckets.
 */
import { ask } from '@seatrial/service-sql';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'tenants of tenants are isolated';

export const plant: Defect = (parts, { database }) => {
  const tenants = () => database.read(() => ask('SELECT DISTINCT tenant FROM bucket ORDER BY tenant'));
  return {
    ...parts,
    metadata: {
      ...parts.metadata,
      async listBuckets() {
        const names = (await tenants()).map((row) => String(row.tenant));
        return (await Promise.all(names.map((name) => parts.metadata.listBuckets(name)))).flat();
      },
    },
  };
};
