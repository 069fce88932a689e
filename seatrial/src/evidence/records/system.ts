/** Facts about systems under test: what was started, how it ended, what its processes used. */

export type SystemFact =
  | InstanceStarted
  | InstanceReady
  | InstanceUnready
  | InstanceExited
  | InstanceLeft
  | EndpointAttached
  | Sample
  | LogSearched
  | SecretFound;

export interface InstanceStarted {
  kind: 'instance-started';
  system: string;
  /** Counted from 1. */
  instance: number;
  pid: number;
  url: string;
  command: readonly string[];
  /** 1 for the first start, 2 after the first restart, ... */
  start: number;
}

export interface InstanceReady {
  kind: 'instance-ready';
  system: string;
  instance: number;
  start: number;
  tookUs: number;
}

export interface InstanceUnready {
  kind: 'instance-unready';
  system: string;
  instance: number;
  start: number;
  /** In one line: `api 1 exited with code 3 before it was ready`. */
  because: string;
  /** The first ten and the last five lines of this start, `...` between; absent where it had said nothing, or was never started. */
  output?: readonly string[];
}

export interface InstanceExited {
  kind: 'instance-exited';
  system: string;
  instance: number;
  pid: number;
  code: number | null;
  signal: string | null;
  /** Whether Seatrial ended it on purpose (a fault or the end of the trial). */
  expected: boolean;
  /** What it had started and left running, in words; ended by Seatrial, because an instance lasts as long as its command. */
  left?: readonly string[];
  /** The end of its output, where it ended by itself and had said something. Absent in older journals. */
  lastLines?: readonly string[];
}

/** Something of an instance was not reached: it runs on after the end of the trial, or answers at the instance's port. */
export interface InstanceLeft {
  kind: 'instance-left';
  system: string;
  instance: number;
  because: string;
}

export interface EndpointAttached {
  kind: 'endpoint-attached';
  system: string;
  url: string;
  reachable: boolean;
  because?: string;
}

/** What one process used. `system` is `seatrial` for ourselves. */
export interface Sample {
  kind: 'sample';
  system: string;
  instance: number;
  pid: number;
  /** Share of one core since the last sample: 1 is one core busy. */
  cpu: number;
  rssBytes: number;
  openFiles: number | null;
  /** Processes of the instance, where it is more than one: memory that they share is then in `rssBytes` once for each. */
  processes?: number;
  /** Of several processes, what the largest uses alone. */
  largestRssBytes?: number;
}

/** The whole output of an instance was searched for the secrets that the plan declares. */
export interface LogSearched {
  kind: 'log-searched';
  system: string;
  instance: number;
  lines: number;
  /** Names of the secrets that were looked for. */
  secrets: readonly string[];
  /** The end of an output that was too long to be searched to its end. */
  unsearchedBytes?: number;
}

/** A secret that the plan declares stood in a system's own output, and was taken out of it. Its value is nowhere. */
export interface SecretFound {
  kind: 'secret-found';
  /** Its name in the plan, or where the plan has it from: `DB_PASSWORD of api`, `secrets[0]`. */
  secret: string;
  system: string;
  instance: number;
  /** The first line it was on, counted from 1 in the instance's log. */
  line: number;
  count: number;
  /** Of `count`, how many were a single line of a value that has several; absent where none was. */
  lines?: number;
  /** All that was found is one short word or number, or one line of letters and marks alone, which may stand in an output for another reason. */
  ordinary?: true;
  /** Only the name of a variable lets it be taken for a secret, and its value may be none. Absent in older journals. */
  guessed?: true;
}
