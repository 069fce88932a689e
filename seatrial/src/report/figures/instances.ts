/** Instances of the systems along time: what each process used, and when it started, became ready and exited. */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';

export interface InstanceLife {
  readonly name: string;
  readonly system: string;
  readonly instance: number;
  readonly starts: number;
  readonly unexpectedExits: number;
  readonly peakCpu: number | null;
  readonly peakRssBytes: number | null;
  readonly peakOpenFiles: number | null;
  readonly samples: readonly RecordOf<'sample'>[];
}

/** Every instance that was started or sampled; Seatrial's own process is `seatrial`. */
export function instancesOf(ledger: Ledger): InstanceLife[] {
  const keys = new Map<string, { system: string; instance: number }>();
  for (const record of [...ledger.of('instance-started'), ...ledger.of('sample')])
    keys.set(nameOf(record), { system: record.system, instance: record.instance });
  return [...keys].map(([name, { system, instance }]) => {
    const own = (record: { system: string; instance: number }): boolean => nameOf(record) === name;
    const samples = ledger.of('sample').filter(own);
    const peak = (values: readonly (number | null)[]): number | null => {
      const known = values.filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value));
    };
    return {
      name,
      system,
      instance,
      starts: ledger.of('instance-started').filter(own).length,
      unexpectedExits: ledger.of('instance-exited').filter((record) => own(record) && !record.expected).length,
      peakCpu: peak(samples.map((sample) => sample.cpu)),
      peakRssBytes: peak(samples.map((sample) => sample.rssBytes)),
      peakOpenFiles: peak(samples.map((sample) => sample.openFiles)),
      samples,
    };
  });
}

function nameOf(record: { system: string; instance: number }): string {
  return record.system === 'seatrial' ? 'seatrial' : `${record.system} ${record.instance}`;
}
