/**
 * Quantities as people write them: durations, rates and percentages, always with a unit.
 * A bare number is refused, because `30` has meant seconds, milliseconds and requests to different tools.
 * Parsers return data, never throw; what they return is in one unit each: ms, per second, ratio (0..1).
 */
import { inspect } from 'node:util';

type TimeUnit = 'us' | 'ms' | 's' | 'm' | 'h';

/** A duration with its unit, such as `'250ms'`, `'10s'` or `'1m30s'`. */
export type DurationText = `${number}${TimeUnit}` | `${number}${TimeUnit}${number}${TimeUnit}`;

/** A rate with its unit of time, such as `'200/s'` or `'30/m'`. */
export type RateText = `${number}/${'s' | 'm' | 'h'}`;

/** A share of a whole, such as `'99.9%'`. */
export type PercentText = `${number}%`;

/** Either the value in the one unit the parser promises, or what is wrong and how to write it. */
export type Parsed = { ok: true; value: number } | { ok: false; problem: string; hint: string };

/** The longest duration, 24.8 days: what one timer of the runtime can wait. */
export const LONGEST_MS = 2 ** 31 - 1;

const MS_PER_UNIT: Readonly<Record<TimeUnit, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration of at most `LONGEST_MS`; the value is in milliseconds.
 * @example parseDuration('1m30s') // { ok: true, value: 90000 }
 */
export function parseDuration(text: unknown): Parsed {
  const hint = "write a duration with its unit, such as '250ms', '10s' or '1m30s'";
  if (typeof text !== 'string') return refused(text, 'a duration', hint);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return refused(text, 'a duration', hint);
  const value = parts.reduce((sum, part) => sum + Number(part[1]) * MS_PER_UNIT[part[2] as TimeUnit], 0);
  if (value > LONGEST_MS) return refused(text, 'a duration of at most 24 days', hint);
  return { ok: true, value };
}

/**
 * Reads a rate; the value is per second.
 * @example parseRate('30/m') // { ok: true, value: 0.5 }
 */
export function parseRate(text: unknown): Parsed {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)\/(s|m|h)$/.exec(text) : null;
  const value = match ? (Number(match[1]) * 1000) / MS_PER_UNIT[match[2] as TimeUnit] : Number.NaN;
  if (!Number.isFinite(value)) return refused(text, 'a rate', "write a rate with its unit, such as '200/s' or '30/m'");
  return { ok: true, value };
}

/**
 * Reads a percentage between 0 and 100; the value is a ratio between 0 and 1.
 * @example parsePercent('99.9%') // { ok: true, value: 0.999 }
 */
export function parsePercent(text: unknown): Parsed {
  const hint = "write a percentage between 0% and 100%, such as '0.1%'";
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(text) : null;
  if (!match || Number(match[1]) > 100) return refused(text, 'a percentage', hint);
  return { ok: true, value: Number(match[1]) / 100 };
}

const BYTES_PER_UNIT = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/**
 * Reads a size; the value is in bytes. KB, MB and GB are powers of 1,000; KiB, MiB and GiB powers of 1,024.
 * @example parseBytes('1.5MiB') // { ok: true, value: 1572864 }
 */
export function parseBytes(text: unknown): Parsed {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)(B|[KMG]i?B)$/.exec(text) : null;
  const value = match ? Number(match[1]) * BYTES_PER_UNIT[match[2] as keyof typeof BYTES_PER_UNIT] : Number.NaN;
  if (!Number.isFinite(value)) return refused(text, 'a size', "write a size with its unit, such as '500MB' or '64KiB'");
  return { ok: true, value };
}

function refused(text: unknown, what: string, hint: string): Parsed {
  const shown =
    typeof text === 'string' ? `'${text}'` : inspect(text, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  const problem = typeof text === 'number' ? `${shown} is a bare number, not ${what}` : `${shown} is not ${what}`;
  return { ok: false, problem, hint };
}

/** A duration for a reader: three significant digits in the unit that fits, from two minutes on `'2m05s'`. `formatUs(1534)` is `'1.53ms'`. */
export function formatUs(us: number): string {
  const shown = threeDigits(us);
  if (shown < 1000) return `${trim(us)}us`;
  if (shown < 1_000_000) return `${trim(us / 1000)}ms`;
  if (shown < 120_000_000) return `${trim(us / 1_000_000)}s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** A size for a reader: `formatBytes(5_242_880)` is `'5.24MB'`. */
export function formatBytes(bytes: number): string {
  const shown = threeDigits(bytes);
  if (shown < 1e3) return `${trim(bytes)}B`;
  if (shown < 1e6) return `${trim(bytes / 1e3)}KB`;
  if (shown < 1e9) return `${trim(bytes / 1e6)}MB`;
  return `${trim(bytes / 1e9)}GB`;
}

/** A ratio for a reader: `formatRatio(0.00123)` is `'0.123%'`. */
export function formatRatio(ratio: number): string {
  return `${trim(ratio * 100)}%`;
}

/** A rate for a reader: `formatRate(1234.5)` is `'1,230/s'`. */
export function formatRate(perSecond: number): string {
  return `${trim(perSecond)}/s`;
}

function trim(value: number): string {
  const rounded = threeDigits(value);
  return rounded >= 1000 ? rounded.toLocaleString('en-US', { maximumFractionDigits: 0 }) : String(rounded);
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
