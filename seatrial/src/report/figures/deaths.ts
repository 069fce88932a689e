/** Instances that ended by themselves, or never became ready, with the last that they said. */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';

export interface Death {
  /** `api 1` */
  readonly name: string;
  /** `ended by itself (code 3)` */
  readonly what: string;
  readonly atUs: number;
  readonly lastLines: readonly string[];
}

/** In the order of the journal; an exit that kept an instance from becoming ready is told once. */
export function deathsOf(ledger: Ledger): Death[] {
  const unready = ledger.of('instance-unready');
  const exits = ledger
    .of('instance-exited')
    .filter((exit) => !exit.expected && !unready.some((record) => isOf(record, exit) && isNext(ledger, exit, record)));
  return [...exits, ...unready].toSorted((a, b) => a.seq - b.seq).map(deathOf);
}

function deathOf(record: RecordOf<'instance-exited'> | RecordOf<'instance-unready'>): Death {
  const name = `${record.system} ${record.instance}`;
  if (record.kind === 'instance-exited') {
    const how = record.signal ?? `code ${record.code}`;
    return { name, what: `ended by itself (${how})`, atUs: record.atUs, lastLines: record.lastLines ?? [] };
  }
  const [head = '', ...lastLines] = record.because.split('\n');
  const because = head.replace(`${name} `, '').replace(/; its last output:$/, '');
  return { name, what: `did not become ready: it ${because}`, atUs: record.atUs, lastLines };
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
