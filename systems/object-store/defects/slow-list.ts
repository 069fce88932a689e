/**
 * Defect, the seed's "LIST slow (806 ms)": a page of a listing reads the whole bucket first and takes a quarter of a second more.
 * It does not hold up other requests: a claim about LIST must find it, not a store that crawls as a whole.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Defect } from '../src/parts.ts';

const DELAY_MS = 250;

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
      await sleep(DELAY_MS);
      return parts.metadata.list(bucketId, query);
    },
  },
});
