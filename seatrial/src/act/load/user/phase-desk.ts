/** What all users of one phase share: the journey, the recorder, the history, the clock, names nobody else gets. */

import type { Emit } from '../../../evidence/emit.ts';
import type { Access, Operation } from '../../../evidence/records.ts';
import { processOf } from '../../../evidence/who-did.ts';
import type { Feeder } from '../../../plan/feeder.ts';
import type { AcknowledgedWrite, JourneyFunction } from '../../../plan/journey.ts';
import type { TlsOptions } from '../../../plan/systems/system.ts';
import type { Clock } from '../../../std/clock.ts';
import { Histogram } from '../../../std/histogram.ts';
import type { HistoryBook, OpenOperation } from '../../history/history.ts';
import type { RouteOptions } from '../../http/address.ts';
import { DefaultHeaders } from '../../http/default-headers.ts';
import { readTls } from '../../systems/certificates.ts';
import type { Recorder } from '../count/recorder.ts';
import type { SetupWaits } from '../count/setup-waits.ts';
import type { Share } from '../share.ts';
import { Feeding } from './feeding.ts';

export interface PhaseDeskOptions {
  readonly name: string;
  readonly journey: string;
  readonly run: JourneyFunction;
  readonly urls: readonly string[];
  /** Of every system of the plan; none but the journey's own by default. */
  readonly origins?: readonly string[];
  /** How many users there are at most, in all threads; as many as instances by default. */
  readonly users?: number;
  /** Whether each user asks one instance after another; only where users are fewer than instances by default. */
  readonly roams?: boolean;
  readonly tls: TlsOptions | null;
  /** The Unix socket that the journey's system listens on; null where its URL leads to it. */
  readonly socket: string | null;
  /** What each request to the journey's system carries; nothing by default. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Differs from trial to trial, so that names stay unique on a system that outlives trials. */
  readonly token: string;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly recorder: Recorder;
  readonly history: HistoryBook;
  /** What is waited for, in a setup. */
  readonly waits?: SetupWaits;
  /** What `setup` returned; frozen. */
  readonly data: unknown;
  /** Whether a request of the setup failed, so that what it returned may lack something. */
  readonly shaken?: boolean;
  /** The part of the phase that users do here. */
  readonly share: Share;
  /** Where rows are taken from, where another desk of the phase has begun with it. */
  readonly feeding?: Feeding;
  /** Fires when iterations must end. */
  readonly signal: AbortSignal;
  /** Whether we have ended the phase, in time or before: what ends from then on says nothing about the system. */
  readonly over: () => boolean;
}

export class PhaseDesk {
  readonly name: string;
  readonly run: JourneyFunction;
  readonly urls: readonly string[];
  /** Whether there are fewer users than instances, so that each user asks one after another. */
  readonly roams: boolean;
  readonly reach: RouteOptions;
  readonly defaults: DefaultHeaders;
  readonly seed: number;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly waits: SetupWaits | undefined;
  readonly data: unknown;
  readonly shaken: boolean;
  readonly signal: AbortSignal;
  readonly over: () => boolean;
  readonly nowUs: () => number;
  readonly feeding: Feeding;
  /** started - due of the iterations since the last generator record. */
  readonly lag = new Histogram();
  readonly #options: PhaseDeskOptions;
  /** By a setup, which makes it anew in each phase. */
  readonly #isGivenData: boolean;
  #names = 0;

  constructor(options: PhaseDeskOptions) {
    this.#options = options;
    this.name = options.name;
    this.run = options.run;
    this.urls = options.urls;
    this.roams = options.roams === true || (options.users ?? options.urls.length) < options.urls.length;
    const { tls, socket, origins } = options;
    const own = { ...(tls && { tls: readTls(tls) }), ...(socket !== null && { socketPath: socket }) };
    this.reach = { ...own, origins: new Set(origins) };
    this.defaults = new DefaultHeaders(options.headers ?? {}, options.urls);
    this.seed = options.seed;
    this.clock = options.clock;
    this.recorder = options.recorder;
    this.waits = options.waits;
    this.data = options.data;
    this.#isGivenData = holdsSomething(options.data);
    this.shaken = options.shaken === true;
    this.feeding = options.feeding ?? new Feeding(options.share, (feeder) => this.#begun(feeder));
    this.signal = options.signal;
    this.over = options.over;
    this.nowUs = () => options.clock.nowUs();
  }

  /** `origin`: what is asked, where that is known. */
  begin(
    { index, hasSession }: { readonly index: number; readonly hasSession: boolean },
    op: Operation['op'],
    key: string,
    value: string | null,
    origin?: string,
  ): OpenOperation {
    const { history, name, journey, urls } = this.#options;
    const askedInstance = urls.length > 1 && origin !== undefined ? urls.indexOf(origin) + 1 : 0;
    const at = askedInstance === 0 ? {} : { askedInstance };
    const who = {
      process: processOf(name, index),
      ...((hasSession || this.#isGivenData) && { session: true as const }),
    };
    return history.begin({ phase: name, journey, ...who, ...at }, op, key, value);
  }

  acknowledged(): readonly AcknowledgedWrite[] {
    return this.#options.history.acknowledged(this.#options.journey);
  }

  access(attempt: Omit<Access, 'kind' | 'phase' | 'journey'>): void {
    this.#options.emit({ kind: 'access', phase: this.name, journey: this.#options.journey, ...attempt });
  }

  #begun({ name, order, rows, digest }: Feeder<unknown>): void {
    const { emit, journey, share } = this.#options;
    const where = { phase: this.name, journey, worker: share.index + 1 };
    emit({ kind: 'feeder', ...where, feeder: name, order, rows: rows.length, digest });
  }

  unique(prefix: string, user: number): string {
    return `${prefix}-${this.#options.token}-${user}-${(this.#names++).toString(36)}`;
  }
}

function holdsSomething(data: unknown): boolean {
  if (typeof data === 'object' && data !== null) return Object.keys(data).length > 0;
  return data !== undefined && data !== null;
}
