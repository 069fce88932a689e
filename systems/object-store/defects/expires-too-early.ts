/** Defect: the days of a lifecycle rule are not counted, so what is to go in some days goes at the next look. */
import type { LifecycleRule } from '../src/lifecycle/rules.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'lifecycle rules remove what is due, and nothing else';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async bucketsWith(setting) {
      const buckets = await parts.metadata.bucketsWith(setting);
      if (setting !== 'lifecycle') return buckets;
      return buckets.map((bucket) => ({
        ...bucket,
        settings: { ...bucket.settings, lifecycle: withoutDays(bucket.settings.lifecycle ?? '[]') },
      }));
    },
  },
});

function withoutDays(text: string): string {
  const rules = JSON.parse(text) as readonly LifecycleRule[];
  return JSON.stringify(
    rules.map((rule) => (rule.expiration?.by === 'days' ? { ...rule, expiration: { by: 'date', dateMs: 0 } } : rule)),
  );
}
