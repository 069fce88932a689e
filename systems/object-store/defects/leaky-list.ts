/**
 * Defect, from the seed's "tenant missing from context" bugs: ListBuckets shows every tenant's buckets.
 * Must be caught by: tenants are isolated (no list shows another tenant's names).
 */
import type { Defect } from '../src/parts.ts';

export const plant: Defect = (parts, { database }) => {
  const tenants = database.prepare('SELECT DISTINCT tenant FROM bucket ORDER BY tenant');
  return {
    ...parts,
    metadata: {
      ...parts.metadata,
      async listBuckets() {
        const names = tenants.all().map((row) => String(row.tenant));
        return (await Promise.all(names.map((name) => parts.metadata.listBuckets(name)))).flat();
      },
    },
  };
};
