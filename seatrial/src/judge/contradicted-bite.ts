/**
 * Whether the evidence contradicts a bite: the only instance of the only system was dead or stood still, and something was
 * answered well all the same. Then what answered was not the process that the fault hit (a daemon at a port of its own, an
 * absolute URL), and nothing that was seen is about that fault.
 *
 * Only what certainly began and ended in between counts: operations by their instants; requests where even the longest of
 * their window began there. A fault of the same instance that is undone first ends the time, because it may start it again.
 * Journals that do not tell when an undoing was begun are not asked, and no fault of the plan's own is: under it, much may be
 * answered well.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { formatUs } from '../std/units.ts';
import type { Span } from './measured-time.ts';
import { many } from './wording.ts';

/** Instants are taken by several threads and written a little later: this much at both ends is left out. */
const MARGIN_US = 20_000;

/** What contradicts it, as a sentence; null where nothing does, or where something else could have answered. */
export function contradictionOf(bit: RecordOf<'fault-bit'>, ledger: Ledger): string | null {
  if (bit.fault !== 'kill' && bit.fault !== 'pause') return null;
  const name = onlyInstance(ledger);
  const undoings = ledger.of('fault-undone').filter(({ seq }) => seq > bit.seq);
  if (name === null || bit.bites === 0 || undoings.length === 0) return null;
  const beganUs = undoings.map(({ begunUs }) => begunUs ?? Number.NEGATIVE_INFINITY);
  const span = { fromUs: bit.atUs + MARGIN_US, toUs: Math.min(...beganUs) - MARGIN_US };
  const requests = requestsIn(span, ledger);
  const operations = requests > 0 ? 0 : operationsIn(span, ledger);
  if (requests + operations === 0) return null;
  const what = requests > 0 ? many(requests, 'request') : many(operations, 'operation');
  const were = (requests || operations) === 1 ? 'was' : 'were';
  const state = bit.fault === 'pause' ? 'stood still' : 'was dead';
  return `${what} ${were} answered well between ${formatUs(span.fromUs)} and ${formatUs(span.toUs)}, while ${name} ${state}: what answered was not the process that the fault hit`;
}

/** `api 1`, where the trial has started no other instance and was given no endpoint. */
function onlyInstance(ledger: Ledger): string | null {
  if (ledger.of('endpoint-attached').length > 0) return null;
  const [name, ...others] = new Set(ledger.of('instance-started').map((one) => `${one.system} ${one.instance}`));
  return name === undefined || others.length > 0 ? null : name;
}

/** A window tells when its requests ended; that all of them began in the span too is known from the longest. */
function requestsIn({ fromUs, toUs }: Span, ledger: Ledger): number {
  return ledger
    .of('window')
    .filter((window) => window.of === 'request' && window.toUs <= toUs)
    .filter((window) => window.fromUs - window.service.maxUs >= fromUs)
    .reduce((total, { count, failed }) => total + count - failed, 0);
}

/** Gone through only where no request says so: there may be millions. */
function operationsIn(span: Span, ledger: Ledger): number {
  let count = 0;
  for (const operation of ledger.operations()) if (isDoneIn(span, operation)) count++;
  return count;
}

function isDoneIn({ fromUs, toUs }: Span, { outcome, startedUs, endedUs }: RecordOf<'operation'>): boolean {
  return outcome === 'ok' && startedUs >= fromUs && endedUs <= toUs;
}
