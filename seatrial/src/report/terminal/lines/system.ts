/** What becomes of systems, in a line each; of one that died, with what it said last. */

import type { SystemFact } from '../../../evidence/records/system.ts';
import type { RecordOf } from '../../../evidence/records.ts';
import { logOf } from '../../figures/deaths.ts';
import { formatDuration } from '../../text/record-text.ts';
import type { Lines } from './line.ts';

export const systemLines: Lines<SystemFact> = {
  'instance-ready': (record) => `${nameOf(record)} is ready after ${formatDuration(record.tookUs)}`,
  'instance-unready': (record) =>
    `${nameOf(record)} did not become ready: ${record.because.replace(`${nameOf(record)} `, 'it ')}${outputOf(record)}`,
  'instance-exited': (record, { wasReady }) =>
    record.expected || wasReady(nameOf(record)) === false
      ? null // what never was ready is told by why it did not become so
      : `${nameOf(record)} ended by itself (${exitOf(record)})${leftBy(record)}${outputOf(record)}`,
  'instance-left': (record) => `${nameOf(record)} was not reached as a whole: ${record.because}`,
  'endpoint-attached': ({ system, url, reachable, because }) =>
    `${system} at ${url} ${reachable ? 'answers' : `does not answer: ${because}`}`,
};

function nameOf({ system, instance }: { system: string; instance: number }): string {
  return `${system} ${instance}`;
}

function exitOf({ signal, code }: RecordOf<'instance-exited'>): string {
  return signal === null ? `code ${code}` : signal;
}

function leftBy({ left = [] }: RecordOf<'instance-exited'>): string {
  return left.length === 0 ? '' : `, and what it left running was ended too: ${left.join(' and ')}`;
}

function outputOf(record: RecordOf<'instance-exited'> | RecordOf<'instance-unready'>): string {
  const lines = (record.kind === 'instance-exited' ? record.lastLines : record.output) ?? [];
  return lines.length === 0 ? '' : [`; all it said is in ${logOf(record)}:`, ...lines].join('\n');
}
