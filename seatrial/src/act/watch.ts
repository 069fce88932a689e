/**
 * Sees every fact pass. Notices an instance that ended by itself: the trial goes no further than the phase in which that
 * happened, and no phase begins after it. A mistake of the plan ends it at once: what would still be done is not what was meant.
 */
import type { Emit } from '../evidence/emit.ts';
import type { Fact, InstanceExited, TrialEnded } from '../evidence/records.ts';
import { journeyIn } from '../plan/phases/phase.ts';
import type { Actions } from '../plan/resolved.ts';
import { mistakeAt } from '../plan/stray.ts';
import { Owed } from './history/owed.ts';

/** How a trial or a phase ended. */
export type TrialOutcome = Omit<TrialEnded, 'kind'>;

export class Watch {
  /** Set when instances are ended on purpose. */
  ending = false;
  outcome: TrialOutcome = { outcome: 'complete' };
  readonly owed: Owed;
  readonly emit: Emit;

  /** `end` is called for a mistake of the plan. */
  constructor(emit: Emit, actions: Actions, end: (because: string) => void) {
    const jobs = jobsOf(actions);
    this.owed = new Owed(actions.phases.flatMap((phase) => journeyIn(phase)?.name ?? []));
    this.emit = (fact: Fact) => {
      emit(fact);
      this.owed.learn(fact);
      if (fact.kind === 'plan-mistake')
        end(fact.where === null ? `the plan has a mistake: ${fact.what}` : mistakeAt(fact.where));
      if (fact.kind === 'instance-exited' && !fact.expected && !this.ending && !jobs.has(fact.system))
        this.outcome = { outcome: 'failed', because: endOf(fact) };
    };
  }
}

/** Systems whose instances may end. */
function jobsOf({ systems }: Actions): ReadonlySet<string> {
  const jobs = systems.filter((system) => system.kind === 'processes' && system.mayEnd);
  return new Set(jobs.map(({ name }) => name));
}

function endOf({ system, instance, signal, code, left }: InstanceExited): string {
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const others = left ? ` and left ${left.join(' and ')} running, which was ended too` : '';
  return `${system} ${instance} ended by itself ${how}${others}; its output is in logs/${system}-${instance}.log`;
}
