/** Instances that ended by themselves, or never became ready, with what they said. */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { formatUs } from '../../std/units.ts';

export interface Death {
  /** `api 1` */
  readonly name: string;
  /** `ended by itself (code 3)` */
  readonly what: string;
  readonly atUs: number;
  /** The part of its output that is shown; all of it is in `log`, from the run's folder. */
  readonly output: readonly string[];
  readonly log: string;
}

/** In the order of the journal; an exit that kept an instance from becoming ready is told once. */
export function deathsOf(ledger: Ledger): Death[] {
  const unready = ledger.of('instance-unready');
  const exits = ledger
    .of('instance-exited')
    .filter((exit) => !exit.expected && !unready.some((record) => isOf(record, exit) && isNext(ledger, exit, record)));
  return [...exits, ...unready].toSorted((a, b) => a.seq - b.seq).map((record) => deathOf(ledger, record));
}

function deathOf(ledger: Ledger, record: RecordOf<'instance-exited'> | RecordOf<'instance-unready'>): Death {
  const name = `${record.system} ${record.instance}`;
  const about = { name, atUs: record.atUs, log: logOf(record) };
  if (record.kind === 'instance-exited') {
    const how = record.signal ?? `code ${record.code}`;
    return { ...about, what: `ended by itself (${how})`, output: record.lastLines ?? [] };
  }
  const because = record.because.replace(`${name} `, '');
  const start = ledger.of('instance-started').findLast((one) => isOf(one, record) && one.start === record.start);
  const after = start === undefined ? '' : ` (${formatUs(record.atUs - start.atUs)} after its start)`;
  return { ...about, what: `did not become ready: it ${because}${after}`, output: record.output ?? [] };
}

/** Where the whole output of an instance is, from the run's folder. */
export function logOf({ system, instance }: { system: string; instance: number }): string {
  return `logs/${system}-${instance}.log`;
}

function isOf(one: { system: string; instance: number }, other: { system: string; instance: number }): boolean {
  return one.system === other.system && one.instance === other.instance;
}

/** Whether the instance was not started between the two. */
function isNext(ledger: Ledger, { seq }: { seq: number }, later: RecordOf<'instance-unready'>): boolean {
  return (
    later.seq > seq &&
    !ledger.of('instance-started').some((start) => isOf(start, later) && start.seq > seq && start.seq < later.seq)
  );
}
