/**
 * Which test files a run takes, and in which order. `x.test.ts` is run by everybody, before every change; `x.weekly.test.ts` starts many
 * processes or foreign command lines, or takes long, and is run once a week. The files that took longest come first, so that no
 * processor waits for one of them at the end.
 */

/** Whether a file belongs to the weekly tier alone. */
export function isWeekly(path: string): boolean {
  return path.endsWith('.weekly.test.ts');
}

/** The longest first, by the seconds of an earlier run; files without one keep their order behind them. */
export function longestFirst(paths: readonly string[], seconds: Readonly<Record<string, number>>): string[] {
  return [...paths].sort((one, other) => (seconds[other] ?? 0) - (seconds[one] ?? 0));
}
