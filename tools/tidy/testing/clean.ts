/** How a check of the whole repository speaks: every offence with its place and what to do instead. */
import assert from 'node:assert/strict';
import type { Offence } from '../source.ts';

export function clean(offences: readonly Offence[]): void {
  const lines = offences.map(({ path, line, what, instead }) => `${path}:${line}  ${what}\n    instead: ${instead}`);
  if (lines.length > 0) assert.fail(`${lines.length} offence(s)\n${lines.join('\n')}\n`);
}
