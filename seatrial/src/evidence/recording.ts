/**
 * The evidence of a trial while it is made: a journal whose full files are packed beside it, and its end. At the end, what the logs
 * show becomes facts, secrets leave the logs, the journal gets its last record and the run its seal.
 */
import type { Redact } from '../std/redact.ts';
import { Journal } from './journal.ts';
import { searchLogs } from './log-search.ts';
import { keptLogs, redactLogs } from './logs.ts';
import type { EvidenceRecord, Fact, TrialEnded } from './records.ts';
import type { CreatedRun } from './run-directory.ts';
import { sealRun } from './seal.ts';
import { Packer } from './segment.ts';

export interface RecordingContext {
  readonly redact: Redact;
  readonly nowUs: () => number;
  /** Told once when evidence can be kept no longer, with a sentence. */
  readonly onTrouble: (trouble: string) => void;
  /** Told every record as it happens, before secrets are taken out of it. */
  readonly onRecord: (record: EvidenceRecord) => void;
}

export class Recording {
  readonly #directory: string;
  readonly #redact: Redact;
  readonly #packer = new Packer();
  readonly #journal: Journal;

  constructor(run: CreatedRun, context: RecordingContext) {
    this.#directory = run.directory;
    this.#redact = context.redact;
    this.#journal = new Journal({ ...run, ...context, onSegment: (path) => this.#packer.pack(path) });
  }

  append(fact: Fact): void {
    this.#journal.append(fact);
  }

  /** Writes out what is recorded so far. */
  flush(): void {
    this.#journal.flush();
  }

  /**
   * Seals the run; all processes have ended, so all is there. Null, or a sentence that says why it has no seal. `declared`: secrets
   * of the plan, of which it is a fact whether they are in a log.
   */
  async close(ending: Omit<TrialEnded, 'kind'>, declared: Parameters<typeof searchLogs>[1]): Promise<string | null> {
    const directory = this.#directory;
    try {
      // The facts come first, because what is replaced cannot be found.
      for (const fact of searchLogs(directory, declared)) this.append(fact);
      redactLogs(directory, this.#redact);
      for (const fact of keptLogs(directory)) this.append(fact);
      this.append({ kind: 'trial-ended', ...ending });
      const problem = this.#journal.close();
      await this.#packer.done();
      if (problem !== null) return `${problem}; free space and run the trial again`;
      sealRun(directory, this.#journal);
      return null;
    } catch (error) {
      this.#journal.close();
      return `the run cannot be sealed: ${(error as Error).message}; free space and run the trial again`;
    }
  }
}
