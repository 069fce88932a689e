/** What a trial is run with, and what comes of it. */
import type { EvidenceRecord } from './evidence/records.ts';
import type { Assessment } from './judge-run.ts';
import type { Choice } from './plan/choose.ts';
import type { PlanProblem } from './plan/problems.ts';
import type { ResolvedPlan } from './plan/resolved.ts';
import type { GivenSettings } from './plan/setting.ts';

export interface TrialSettings {
  /** Where `.seatrial/` is kept; default: the current folder. */
  folder?: string;
  /** Where the systems' commands run: the plan file's folder (default `folder`). */
  planFolder?: string;
  /** The file whose default export is this trial; with it, load is divided among threads that import it. */
  planFile?: string;
  /** Threads of load; default: one per core. Users and arrivals are divided among them, never multiplied. */
  workers?: number;
  /** Names of claims and phases, where only a part of the plan is to be run. */
  choice?: Choice;
  /** What `setting` was given, and the plan with it: for threads, which import it themselves, and for the header. */
  settings?: GivenSettings;
  /** What instances inherit; default: this process's environment. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the trial early: load stops, faults are undone, evidence is sealed and judged. */
  signal?: AbortSignal;
  /** Told once, before anything is done; `flush` writes out what is recorded so far. */
  onStart?: (run: { directory: string; plan: ResolvedPlan; flush: () => void }) => void;
  /** Told every record as it happens, before secrets are taken out of it. */
  onRecord?: (record: EvidenceRecord) => void;
}

export type TrialResult =
  | { ok: true; assessment: Assessment }
  | { ok: false; kind: 'plan'; problems: readonly PlanProblem[] }
  | { ok: false; kind: 'evidence'; directory: string | null; problem: string };
