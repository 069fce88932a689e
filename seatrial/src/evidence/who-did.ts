/** The name of a user in the history: its phase and its number there. Written and read here only. */

/** @example processOf('crash', 3) // 'crash/3' */
export function processOf(phase: string, user: number): string {
  return `${phase}/${user}`;
}

/** The number of the user, from 1; null where the name has none. */
export function userOfProcess(process: string): number | null {
  const digits = process.slice(process.lastIndexOf('/') + 1);
  return process.includes('/') && /^[1-9]\d*$/.test(digits) ? Number(digits) : null;
}
