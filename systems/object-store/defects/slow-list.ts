/**
 * Defect, the seed's "LIST slow (806 ms)": a page of a listing reads the whole bucket and holds up everything else for 400 ms meanwhile.
 */
import type { Defect } from '../src/parts.ts';

const delayMs = 400;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'latency of operations 4KiB / LIST 4KiB p(95)<100ms';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async list(bucketId, query) {
      const whole = { prefix: '', delimiter: '', limit: 1000 };
      let after: string | undefined = '';
      while (after !== undefined) after = (await parts.metadata.list(bucketId, { ...whole, after })).continueAfter;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
      return parts.metadata.list(bucketId, query);
    },
  },
});
