/**
 * The first file of a run, written before anything is done: what was planned, with what, where. It is the root of the
 * journal's hash chain, so it cannot be changed afterwards without breaking every record.
 */
import type { PhaseKind } from './records/phase.ts';

export interface PlanSummary {
  readonly name: string;
  /** SHA-256 of everything in the plan, journeys' source text included. */
  readonly digest: string;
  readonly systems: readonly { name: string; what: string; controlled: boolean; instances: number }[];
  readonly phases: readonly {
    name: string;
    action: PhaseKind;
    /** Its journey, or what else it is about, by its name. */
    subject: string;
    described: string;
    faults: readonly string[];
  }[];
  /** What `--set` gave, by name. Absent where it gave nothing, and in older runs. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Set where only a part of the plan was run: by which names it was chosen, and how many of the whole were left out. */
  readonly partOf?: {
    readonly claims: readonly string[];
    readonly phases: readonly string[];
    readonly leftOut: { readonly claims: number; readonly phases: number };
  };
  /** Claims in full: plain data, typed by `plan/claim.ts`. */
  readonly claims: readonly object[];
}

/** The vocabulary of header, records and seal that this version writes. Schema 1 is read too (`schema-1.ts`), and no other. */
export const SCHEMA = 2;

export interface Header {
  readonly schema: typeof SCHEMA;
  readonly seatrial: string;
  readonly plan: PlanSummary;
  readonly seed: number;
  /** Wall-clock time of instant 0, ISO 8601. */
  readonly startedAt: string;
  /** The commit of the folder the plan was run in; null where there is no git. */
  readonly git: { commit: string; dirty: boolean } | null;
  readonly machine: {
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly node: string;
  };
}
