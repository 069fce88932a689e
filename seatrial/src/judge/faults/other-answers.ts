/**
 * Answers that count as successes and say something else than before the fault: a status that nobody named. A service that has
 * forgotten its sessions leads everybody to its login page, and one that has lost its data finds nothing; a client of the
 * journey's own may take a refusal for an answer. Whether that is a failure is for the plan to say, so it is a doubt.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { ABSENT, ABSENT_SHARE } from '../doubts.ts';
import type { Span } from '../measured-time.ts';
import { many, outOf } from '../wording.ts';
import { type FailedShare, sum } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import { chanceOf, UNLIKELY } from './usual.ts';

type Statuses = RecordOf<'statuses'>;

/** What is looked at, and what it is held against. */
interface Compared {
  readonly did: FaultInPhase['did'];
  readonly usual: Pick<FaultInPhase['usual'], 'statuses' | 'windows'>;
}

/** A sentence for each step and status that came more often in this stretch than before the fault, chance aside. */
export function otherAnswers({ did, usual }: Compared, { fromUs, toUs }: Span, when: string): string[] {
  const windows = did.windows.inside(fromUs, toUs);
  return [...Map.groupBy(did.statuses.inside(fromUs, toUs), keyOf)].flatMap(([key, group]) => {
    const [record] = group as [Statuses];
    // A step may ask more than once, so there may be more answers than there are steps.
    const now = answers(record, group, windows);
    const then = answers(
      record,
      usual.statuses.filter((other) => keyOf(other) === key),
      usual.windows,
    );
    if (isAbsence(record) && now.failed < ABSENT_SHARE * now.count) return [];
    const isNew = then.count > 0 && then.failed === 0 && now.failed > 1 && now.failed === now.count;
    if (chanceOf(now, then) >= UNLIKELY && !isNew) return [];
    const before = then.failed === 0 ? 'none' : `${outOf(then.failed, then.count, 'answer')}`;
    return [`${sentenceOf(record, now)} ${when}, ${before} before the fault`];
  });
}

/** How many of the answers had the status of `record`: of those to its request, or of all where a step asked. */
function answers(record: Statuses, group: readonly Statuses[], windows: readonly RecordOf<'window'>[]): FailedShare {
  const asked = windows.filter(({ step }) => isInStep(record) || step === record.step);
  const failed = group.reduce((total, { count }) => total + count, 0);
  return { count: Math.max(failed, sum(asked).count), failed };
}

function sentenceOf(record: Statuses, { count, failed }: FailedShare): string {
  const { step, status } = record;
  if (!isInStep(record)) return `${outOf(failed, count, 'answer')} of '${step}' had status ${status}`;
  if (status === 0) return `${many(failed, 'request')} inside the step '${step}' had no complete answer`;
  return `${many(failed, 'answer')} inside the step '${step}' had status ${status}`;
}

function isInStep({ of }: Statuses): boolean {
  return of === 'step';
}

/** Keys of which the write failed during the fault are asked for as well. */
function isAbsence(record: Statuses): boolean {
  return !isInStep(record) && ABSENT.has(record.status);
}

function keyOf({ of, step, status }: Statuses): string {
  return `${of} ${status} ${step}`;
}
