/**
 * Whether the evidence contradicts a bite: the only instance of the only system was dead or stood still, and something was
 * answered well all the same. Then what answered was not the process that the fault hit (a daemon at a port of its own, an
 * absolute URL), and nothing that was seen is about that fault.
 *
 * Where a claim says in which system writes are kept, and that one has one instance, writes that were acknowledged meanwhile
 * contradict it as well: reads may come from a cache, but what accepted them is something else. (Data in a daemon that the command is only a client of; a queue before the store.)
 *
 * Only what certainly began and ended in between counts: operations by their instants; requests where even the longest of
 * their window began there. A fault of the same instance that is undone first ends the time, because it may start it again.
 * Journals that do not tell when an undoing was begun are not asked, and no fault of the plan's own is: under it, much may be
 * answered well.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { formatUs } from '../../std/units.ts';
import type { Span } from '../measured-time.ts';
import { many } from '../wording.ts';
import { natureOf } from './nature.ts';

/** Instants are taken by several threads and written a little later: this much at both ends is left out. */
const MARGIN_US = 20_000;

/** What contradicts it, as a sentence; null where nothing does, or where something else could have answered. */
export function contradictionOf(bit: RecordOf<'fault-bit'>, ledger: Ledger): string | null {
  if (natureOf(bit.fault).silenced === null) return null;
  const name = onlyInstance(ledger);
  const span = spanOf(bit, ledger);
  if (name === null || span === null) return null;
  const requests = requestsIn(span, ledger);
  const operations = requests > 0 ? 0 : operationsIn(span, ledger);
  if (requests + operations === 0) return null;
  const what = requests > 0 ? many(requests, 'request') : many(operations, 'operation');
  const were = (requests || operations) === 1 ? 'was' : 'were';
  return `${what} ${were} answered well ${whileDown(bit, span, name)}: what answered was not the process that the fault hit`;
}

/**
 * The same of writes of a journey, which are kept in these systems and nowhere else.
 * @example '41 writes were acknowledged between 3.1s and 4.2s, while db 1 was dead: what acknowledged them was not ...'
 */
export function acknowledgedWithout(
  bit: RecordOf<'fault-bit'>,
  target: string | undefined,
  { journey, keptIn }: { readonly journey: string; readonly keptIn: ReadonlySet<string> },
  ledger: Ledger,
): string | null {
  const name = onlyInstance(ledger, keptIn);
  const span = spanOf(bit, ledger);
  if (natureOf(bit.fault).silenced === null || name === null || name !== target || span === null) return null;
  let writes = 0;
  for (const { own } of ledger.histories(journey))
    for (const operation of own) if (operation.op !== 'read' && isDoneIn(span, operation)) writes++;
  if (writes === 0) return null;
  const [were, them] = writes === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${many(writes, 'write')} ${were} acknowledged ${whileDown(bit, span, name)}: what acknowledged ${them} was not the process that the fault hit`;
}

/** `between 3.1s and 4.2s, while db 1 was dead`. */
function whileDown({ fault }: RecordOf<'fault-bit'>, { fromUs, toUs }: Span, name: string): string {
  return `between ${formatUs(fromUs)} and ${formatUs(toUs)}, while ${name} ${natureOf(fault).silenced}`;
}

/** When it was certainly in force; null where it had no effect, or its end is not known. */
function spanOf(bit: RecordOf<'fault-bit'>, ledger: Ledger): Span | null {
  const undoings = ledger.of('fault-undone').filter(({ seq }) => seq > bit.seq);
  if (bit.bites === 0 || undoings.length === 0) return null;
  const undoingUs = undoings.map(({ begunUs }) => begunUs ?? Number.NEGATIVE_INFINITY);
  return { fromUs: bit.atUs + MARGIN_US, toUs: Math.min(...undoingUs) - MARGIN_US };
}

/** `api 1`, where the trial has started no other instance (of these systems) and was given no endpoint (of these). */
function onlyInstance(ledger: Ledger, systems: ReadonlySet<string> | null = null): string | null {
  const isAsked = ({ system }: { readonly system: string }): boolean => systems === null || systems.has(system);
  if (ledger.of('endpoint-attached').some(isAsked)) return null;
  const started = ledger.of('instance-started').filter(isAsked);
  const [name, ...others] = new Set(started.map(({ system, instance }) => `${system} ${instance}`));
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
