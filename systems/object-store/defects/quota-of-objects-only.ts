/** Defect: a quota stops objects, and files are stored beyond it. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'a tenant keeps what its quota allows, and no more';

export const plant: Defect = (parts, { options }) => {
  const { metadata } = parts;
  return {
    ...parts,
    metadata: {
      ...metadata,
      async completeFile(id, content, sha256) {
        const outcome = await metadata.completeFile(id, content, sha256);
        if (outcome.kind !== 'quota-exceeded') return outcome;
        const { quotas } = options.credentials;
        for (const tenant of quotas.keys()) await metadata.setQuota(tenant, undefined);
        const stored = await metadata.completeFile(id, content, sha256);
        for (const [tenant, quotaBytes] of quotas) await metadata.setQuota(tenant, quotaBytes);
        return stored;
      },
    },
  };
};
