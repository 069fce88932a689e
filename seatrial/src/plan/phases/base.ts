/** What phases have after they were checked, whatever their kind is, and what those have in which users do a journey. */
import type { ResolvedFault } from '../faults/resolved.ts';
import type { Journey } from '../journey.ts';
import type { TlsOptions } from '../systems/system.ts';

/** What every phase has, of whatever kind. */
export interface ResolvedPhaseBase {
  readonly name: string;
  /** What it is about, by its name. */
  readonly subject: string;
  /** The system that it is on; null where it touches none. */
  readonly system: string | null;
  /** What is done, in words. */
  readonly described: string;
  /** How long it is meant to take; null where only the work decides. */
  readonly plannedMs: number | null;
  readonly faults: readonly ResolvedFault[];
  /** Phases with the same number run at the same time. */
  readonly group: number;
  /** After the start of its group. */
  readonly startAfterMs: number;
  /** It, or a phase that runs at the same time, has faults. */
  readonly feelsFault?: true;
}

/** A phase in which users do a journey, its subject. */
export interface ResolvedOnJourney extends ResolvedPhaseBase {
  readonly journey: Journey;
  /** The system `t.http` speaks to. */
  readonly system: string;
  /** How that system speaks TLS; null where it speaks plain HTTP. */
  readonly tls: TlsOptions | null;
  /** The Unix socket it listens on; null where its URL leads to it. */
  readonly socket: string | null;
  /** What each request to that system carries, by the names of the headers. */
  readonly headers: Readonly<Record<string, string>>;
}
