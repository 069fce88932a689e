/** What this store promises about its speed on two cores: the kit measures, and claims what is written here. */
import type { BenchmarkBounds } from '@seatrial/kit-s3';

export const benchmarkBounds: BenchmarkBounds = {
  '4KiB': { p95: { PUT: '150ms', GET: '75ms', HEAD: '75ms', LIST: '100ms', DELETE: '150ms' }, puts: '20/s' },
  '1MiB': { p95: { PUT: '500ms', GET: '250ms', HEAD: '150ms', LIST: '200ms', DELETE: '250ms' }, puts: '5/s' },
};

export const connectionBounds = { p99: '1s' } as const;

export const mixBounds = { p95: '200ms', p99: '1s' } as const;

/** In each third of the soak. */
export const soakBounds = { p95: '200ms', p99: '500ms' } as const;

/** A page of 1,000 keys. */
export const listingBounds = { p99: '250ms' } as const;
