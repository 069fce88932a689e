/**
 * Checks that iterations may have skipped because something failed before them, or was answered with a status that nobody had
 * named (202, a redirect): `if (answer.status !== 201) return`. An iteration that returned has made the checks it wanted to make, so this is a doubt only where at least half of all failed, and where a
 * check was made no more often than there were iterations without a failure.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { type OnePhase, within } from '../coverage.ts';
import { ABSENT } from '../doubts.ts';
import { naming, outOf } from '../wording.ts';

const MOST = 0.5;

/** A sentence; none where fewer failed, or the checks were made nevertheless. */
export function returnedEarly(
  phases: readonly OnePhase[],
  checks: readonly RecordOf<'checks'>[],
  ledger: Ledger,
): string[] {
  const windows = within(phases, ledger.of('window')).filter((window) => countedIn(window) === 'iteration');
  const thrown = within(phases, ledger.of('errors')).filter(({ cause }) => cause === 'journey threw');
  const failedChecks = within(phases, ledger.of('checks')).reduce((total, { fails }) => total + fails, 0);
  const ended = sum(windows, 'count');
  const failing = Math.max(sum(windows, 'requestFailed'), sum(windows, 'failed') - sum(thrown, 'count') - failedChecks);
  // A read of what is not there may well be the ordinary case, and the check about what was found.
  const unnamed = within(phases, ledger.of('statuses')).filter(({ status }) => !ABSENT.has(status));
  const failed = Math.min(ended, failing + sum(unnamed, 'count'));
  if (failed === 0 || failed < MOST * ended) return [];
  const names = [...Map.groupBy(checks, ({ check }) => check)].flatMap(([name, group]) => {
    return sum(group, 'passes') + sum(group, 'fails') <= ended - failed ? [name] : [];
  });
  if (names.length === 0) return [];
  const how = unnamed.length === 0 ? 'failed' : 'failed or was answered with a status that nobody had named';
  return [
    `something that ${outOf(failed, ended, 'iteration')} asked for ${how}, and ${naming(names)} ran no more often than there were others: those may have returned before it`,
  ];
}

function sum<Key extends string>(records: readonly { readonly [K in Key]?: number }[], key: Key): number {
  return records.reduce((total, record) => total + (record[key] ?? 0), 0);
}
