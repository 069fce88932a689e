/**
 * The stall, and what users must feel of it: pure arithmetic. One who arrives during a stall waits until its end, one who
 * arrives at another time does not wait. A rate is steady, so over whole periods the result is the same wherever in a
 * period the measurement begins.
 */
export const EVERY_MS = 10_000;
export const STALL_MS = 1_000;

/** How long one who arrives `atMs` into a period waits; each period ends with its stall. */
export function waitMs(atMs: number): number {
  const phaseMs = atMs % EVERY_MS;
  return phaseMs < EVERY_MS - STALL_MS ? 0 : EVERY_MS - phaseMs;
}

/**
 * The waits at a steady rate over whole periods, shortest first.
 * @example quantileOf(stallWaits(1000), 0.99) // 900: a tenth waits, evenly spread over one second
 */
export function stallWaits(ratePerSecond: number): number[] {
  const arrivals = Math.round((ratePerSecond * EVERY_MS) / 1000);
  return Array.from({ length: arrivals }, (_, n) => waitMs((n * 1000) / ratePerSecond)).sort((a, b) => a - b);
}

/** The value at or below which a share `q` of the sorted values lie. */
export function quantileOf(sorted: readonly number[], q: number): number {
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
}
