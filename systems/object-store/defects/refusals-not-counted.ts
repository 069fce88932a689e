/** Defect: requests that are refused are missing from the metrics, so that a wave of them looks like a quiet day. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = '/metrics counts what clients do, for administrators';

export const plant: Defect = (parts) => ({
  ...parts,
  metrics: {
    ...parts.metrics,
    async text() {
      const lines = (await parts.metrics.text()).split('\n');
      return lines.filter((line) => !line.includes('status="4xx"')).join('\n');
    },
  },
});
