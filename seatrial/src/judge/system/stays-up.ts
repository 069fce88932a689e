/**
 * Judges that no instance of a system ended by itself. An end is explained where a fault was in force on that very
 * instance: from its bite until it was undone and, where the process was started again, until that was ready. What a system
 * does before it was ready for the first time is no end of it: then the trial never began.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { StaysUpClaim } from '../../plan/claims/claim.ts';
import { formatUs } from '../../std/units.ts';
import { type Judge, noEvidence, withGaps } from '../answer.ts';
import { begunFaults } from '../faults/begun-faults.ts';
import { many, naming } from '../wording.ts';

type Exit = RecordOf<'instance-exited'>;

export const judgeStaysUp: Judge<StaysUpClaim> = ({ system }, ledger) => {
  const required = `no instance of ${system} ends by itself`;
  const of = <R extends { system: string }>(records: readonly R[]): R[] =>
    records.filter((record) => record.system === system);
  const starts = of(ledger.of('instance-started'));
  const ready = of(ledger.of('instance-ready'));
  const exits = of(ledger.of('instance-exited'));
  if (starts.length === 0) return noEvidence(required, [`no instance of ${system} was started`]);
  const alone = exits.filter((exit) => !exit.expected && wasReady(exit, ready) && !underFault(exit, ledger));
  const numbers = [...new Set(starts.map(({ instance }) => instance))];
  const gaveUp = of(ledger.of('instance-unready'));
  const gone = exits.filter(
    (exit) => !exit.expected && underFault(exit, ledger) && isLast(exit, [...starts, ...ready]),
  );
  const isGone = (number: number): boolean => gone.some(({ instance }) => instance === number);
  const unready = numbers.filter(
    (number) => isGone(number) || !lastStartWasReady(number, [...starts, ...gaveUp], ready),
  );
  const gaps = [
    ...unfinished(ledger),
    ...gone.map(
      (exit) => `${endOf(exit)}, under a fault, and did not run again: whether it would have stayed up is not known`,
    ),
    ...unready
      .filter((number) => !isGone(number))
      .map(
        (number) =>
          whyGivenUp(number, gaveUp, starts)?.because ?? `${system} ${number} was not ready when it was last seen`,
      ),
  ];
  const lasted = numbers.length - unready.length;
  const broken = alone.length > 0;
  const because = broken
    ? [...alone.map(sentenceOf), ...more(starts.length - numbers.length)]
    : [
        ...(lasted === 0
          ? []
          : [`${many(lasted, 'instance')} ran until Seatrial ended ${lasted === 1 ? 'it' : 'them'}`]),
        ...more(starts.length - numbers.length),
      ];
  return withGaps(
    {
      verdict: broken ? 'disproven' : unready.length > 0 ? 'unproven' : 'proven',
      required,
      observed: broken
        ? `${naming(new Set(alone.map(({ instance }) => `${system} ${instance}`)))} ended by itself`
        : gone.length > 0
          ? `${naming(new Set(gone.map(({ instance }) => `${system} ${instance}`)))} ended under a fault and did not run again`
          : calm(system, numbers, ready, exits, ledger),
      because,
      records: [...starts, ...ready, ...gaveUp, ...exits],
      telling: broken ? alone : gaveUp,
    },
    gaps,
  );
};

/** What was seen where none ended by itself: which were never ready, else how many there were and how many a fault ended. */
function calm(
  system: string,
  numbers: readonly number[],
  ready: readonly RecordOf<'instance-ready'>[],
  exits: readonly Exit[],
  ledger: Ledger,
): string {
  const never = numbers.filter((number) => !ready.some(({ instance }) => instance === number));
  if (never.length > 0)
    return `${naming(never.map((number) => `${system} ${number}`))} ${never.length === 1 ? 'was' : 'were'} never ready`;
  const ended = new Set(exits.filter((exit) => endedByFault(exit, ledger)).map(({ instance }) => instance));
  const faults = ended.size === 0 ? '' : `, ${ended.size} ended under a fault`;
  return `no instance ended by itself (${many(numbers.length, 'instance')}${faults})`;
}

/** A kill is recorded before it is done, and seen to bite after the end. */
function endedByFault(exit: Exit, ledger: Ledger): boolean {
  if (!exit.expected) return underFault(exit, ledger);
  return leasesOn(exit, ledger).some(
    (leased) =>
      leased.seq < exit.seq &&
      !ledger.of('fault-undone').some(({ lease, seq }) => lease === leased.lease && seq < exit.seq),
  );
}

/** A start that never took place, or was given up, counts as one: then nothing runs that could have stayed up. */
function lastStartWasReady(
  number: number,
  starts: readonly { instance: number; start: number }[],
  ready: readonly RecordOf<'instance-ready'>[],
): boolean {
  const last = Math.max(...starts.filter(({ instance }) => instance === number).map(({ start }) => start));
  return ready.some(({ instance, start }) => instance === number && start === last);
}

/** Why the last start of an instance was given up; undefined where it was not. */
function whyGivenUp(
  number: number,
  gaveUp: readonly RecordOf<'instance-unready'>[],
  starts: readonly RecordOf<'instance-started'>[],
): RecordOf<'instance-unready'> | undefined {
  const last = starts.findLast(({ instance }) => instance === number)?.start ?? 0;
  return gaveUp.findLast(({ instance, start }) => instance === number && start >= last);
}

/** Whether the process that ended had been ready. */
function wasReady({ instance, atUs }: Exit, ready: readonly RecordOf<'instance-ready'>[]): boolean {
  return ready.some((record) => record.instance === instance && record.atUs <= atUs);
}

function underFault(exit: Exit, ledger: Ledger): boolean {
  return leasesOn(exit, ledger).some(({ lease }) => {
    const bit = begunFaults(ledger).find((record) => record.lease === lease);
    if (bit === undefined || bit.seq > exit.seq) return false;
    const undone = ledger.of('fault-undone').find((record) => record.lease === lease);
    return undone === undefined || exit.seq < (readyAfter(bit, undone, exit, ledger) ?? undone).seq;
  });
}

/** Of the faults aimed at the instance that ended, or at its whole system. */
function leasesOn(exit: Exit, ledger: Ledger): readonly RecordOf<'fault-leased'>[] {
  const name = `${exit.system} ${exit.instance}`;
  return ledger
    .of('fault-leased')
    .filter(({ system, instance, target }) =>
      system === undefined
        ? target === name
        : system === exit.system && (instance === undefined || instance === exit.instance),
    );
}

/** When the instance was ready after it was started again to undo a fault; undefined where that took no start. */
function readyAfter(bit: { seq: number }, undone: { seq: number }, { system, instance }: Exit, ledger: Ledger) {
  const own = (record: { system: string; instance: number; seq: number }): boolean =>
    record.system === system && record.instance === instance && record.seq > bit.seq;
  const again = ledger.of('instance-started').find((record) => own(record) && record.seq < undone.seq);
  if (again === undefined) return undefined;
  const ready = ledger.of('instance-ready').find((record) => own(record) && record.start === again.start);
  return ready ?? { seq: Number.POSITIVE_INFINITY };
}

function unfinished(ledger: Ledger): string[] {
  const end = ledger.of('trial-ended')[0];
  if (end?.outcome === 'complete') return [];
  return [`the trial did not complete: ${end?.because ?? end?.outcome ?? 'the journal has no end of it'}`];
}

function sentenceOf(exit: Exit): string {
  return `${endOf(exit)}, under no fault; its output is in logs/${exit.system}-${exit.instance}.log`;
}

function endOf({ system, instance, code, signal, atUs }: Exit): string {
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  return `${system} ${instance} ended by itself ${how} at ${formatUs(atUs)}`;
}

/** Whether nothing of that instance was seen after it, not even a start. */
function isLast(exit: Exit, later: readonly { instance: number; seq: number }[]): boolean {
  return !later.some(({ instance, seq }) => instance === exit.instance && seq > exit.seq);
}

function more(restarts: number): string[] {
  return restarts === 0 ? [] : [`it was started again ${many(restarts, 'time')} in the trial`];
}
