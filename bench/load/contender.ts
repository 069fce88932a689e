/**
 * The words of the comparison: what every load generator, Seatrial included, is asked to do, and what it says it did.
 * Two tasks: hold connections and go as fast as one core allows, or keep a rate against a server that stalls.
 */

/** All connections of a job, kept alive. */
export const CONNECTIONS = 64;

export interface Job {
  readonly url: string;
  readonly seconds: number;
  /** Null: as fast as it goes on CONNECTIONS connections. Otherwise requests a second, whatever the answers take. */
  readonly ratePerSecond: number | null;
  /** An empty folder for what this one run leaves behind. */
  readonly folder: string;
}

export interface Command {
  readonly argv: readonly string[];
  /** Where the figures are written; default: standard output. */
  readonly report?: string;
}

/** What a generator said of its run. Requests are counted when their answer was complete. */
export interface Reading {
  readonly done: number;
  /** Of those, and of those that got no answer. */
  readonly failed: number;
  /** Null where it does not say. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** What it does for one request, where that is more than to send it and count the answer. */
  readonly does: string;
  /** The command for a job; null when it cannot do such a job. */
  command(job: Job): Command | null;
  /** `folder` is the job's. Throws when the report is not what is known of this generator. */
  read(report: string, folder: string): Reading;
}
