/** Defect of a cluster, seed flaw M9: health is asserted. Every part is well, whatever became of it. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'health is measured, not asserted';

export const plant: Defect = (parts) => ({
  ...parts,
  async health() {
    const report = await parts.health();
    return { status: 'ok', parts: report.parts.map((part) => ({ ...part, status: 'ok', detail: '' })) };
  },
});
