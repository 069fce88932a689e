/**
 * Ends the evidence of a trial: what its logs show becomes facts, secrets leave the logs, the journal gets its last record
 * and the run its seal. All processes have ended before, so all is there.
 */
import type { Redact } from '../std/redact.ts';
import type { Journal } from './journal.ts';
import { searchLogs } from './log-search.ts';
import { keptLogs, redactLogs } from './logs.ts';
import type { TrialEnded } from './records.ts';
import { sealRun } from './seal.ts';

export interface Closing {
  readonly directory: string;
  readonly journal: Journal;
  readonly redact: Redact;
  /** Secrets that the plan declares: whether they are in a log is a fact. */
  readonly declared: Parameters<typeof searchLogs>[1];
  readonly ending: Omit<TrialEnded, 'kind'>;
}

/** Null, or a sentence that says why the run has no seal. */
export function closeRun({ directory, journal, redact, declared, ending }: Closing): string | null {
  try {
    // The facts come first, because what is replaced cannot be found.
    for (const fact of searchLogs(directory, declared)) journal.append(fact);
    redactLogs(directory, redact);
    for (const fact of keptLogs(directory)) journal.append(fact);
    journal.append({ kind: 'trial-ended', ...ending });
    const problem = journal.close();
    if (problem !== null) return `${problem}; free space and run the trial again`;
    sealRun(directory, journal);
    return null;
  } catch (error) {
    journal.close();
    return `the run cannot be sealed: ${(error as Error).message}; free space and run the trial again`;
  }
}
