/**
 * A journey: an async function that does what a user does. Written once; used for load, under faults and for reading
 * back. It meets the judge only in what it leaves as evidence: steps, checks, operations, accesses.
 */
import type { Outcome } from '../evidence/records.ts';
import type { Random } from '../std/random.ts';
import type { Tags } from '../std/tags.ts';
import type { DurationText } from '../std/units.ts';
import type { Feeder } from './feeder.ts';
import { keepMistakes, type Mistaken, type OptionNames, optionMistakes } from './options.ts';
import type { Grpc, GrpcService } from './protocols/grpc.ts';
import type { Http } from './protocols/http.ts';
import type { EventStream, EventStreamOptions } from './protocols/server-sent-events.ts';
import type { WebSocketConnection, WebSocketOptions } from './protocols/websocket.ts';
import type { System } from './systems/system.ts';

/** A write that was acknowledged and that nobody may have deleted since, as `t.history.acknowledged()` gives it. */
export interface AcknowledgedWrite {
  readonly key: string;
  /** What was written last; the key itself where the write named no value. Longer than 16,384 characters: `value with SHA-256 ..., N bytes`. */
  readonly value: string;
}

/** A key whose last change was acknowledged, as `readBack` gives it. */
export interface AcknowledgedKey {
  readonly key: string;
  /** What was written last (the key itself where the write named no value); null where the key was deleted. A long value as in `AcknowledgedWrite`. */
  readonly value: string | null;
}

/** Such a key, and who changed it last. Plans are given no more than the key and its value. */
export interface OwedKey extends AcknowledgedKey {
  /** The number of that user in its phase; null or absent where it is not known. */
  readonly user?: number | null;
}

/** The history of single operations; what data-safety claims are judged on. */
export interface History {
  /**
   * Opens an operation and returns how to close it. One that is never closed is recorded as `unknown`. A write without
   * a value proves no more than that the key is there. A read that ended `ok` says what it read: a text, or null for
   * absence; one that does not is a mistake of the journey and throws.
   * @example const write = t.history.begin('write', key, digest); ...; write.end('ok')
   * @example const read = t.history.begin('read', key); ...; read.end('ok', { value: row?.digest ?? null })
   */
  begin(
    op: 'write' | 'read' | 'delete',
    key: string,
    value?: string | null,
  ): {
    end(outcome: Outcome, details?: { value?: string | null; why?: string }): void;
  };
  /**
   * Every key of this journey that has an acknowledged write and that nobody may have deleted since, with the value
   * acknowledged last, in the order of writing. Deleted keys are not among them. Where load is divided among threads, those of
   * earlier phases are divided too (a setup sees all), and what other threads write in this phase is not among them.
   */
  acknowledged(): readonly AcknowledgedWrite[];
}

/**
 * How long a person thinks: fixed, anything between two times alike, or around a mean. `normal` has the standard
 * deviation `sd`, by default a quarter of the mean, and what would be below zero is zero.
 */
export type ThinkTime =
  | DurationText
  | { between: readonly [DurationText, DurationText] }
  | { mean: DurationText; distribution: 'exponential' }
  | { mean: DurationText; distribution: 'normal'; sd?: DurationText };

/** Measures of a journey's own, each under a name: what `claim.metric` is about. */
export interface JourneyMetrics {
  /** Adds to a sum: `count`, and `rate` a second. */
  count(name: string, n?: number): void;
  /** Notes a level: `value` (the last), `min`, `max`. */
  gauge(name: string, value: number): void;
  /** Notes whether something was so: `rate` is the share, `count` how often it was. */
  rate(name: string, ok: boolean): void;
  /** Notes one of many values, from 0 to 68 million in any unit (bare bounds) or in milliseconds: `avg`, `med`, `p(95)` ... */
  trend(name: string, value: number): void;
}

export interface User {
  /** Counted from 1 in each phase. */
  readonly index: number;
  /** Iterations this user has begun before this one. */
  readonly iteration: number;
  /** Kept for the user from iteration to iteration, and gone with the phase. */
  readonly state: Record<string, unknown>;
}

/** What a journey is given: `t`. */
export interface JourneyContext<Data = unknown> {
  readonly http: Http;
  /** As `http`, over HTTP/2: one connection an origin, many requests at once; without TLS by prior knowledge. */
  readonly http2: Http;
  /**
   * Opens a WebSocket; one that could not be opened says why. Open ones are kept from iteration to iteration: close them.
   * @example const socket = await t.websocket('/chat'); t.check('echoes', (await socket.exchange('hi')).text() === 'hi');
   */
  websocket(path: string, options?: WebSocketOptions): Promise<WebSocketConnection>;
  /**
   * Asks for a stream of server-sent events; one that did not come says why. Close it when enough has been read.
   * @example const prices = await t.events('/prices'); for await (const price of prices.take(5)) t.check('is named', price.event === 'price');
   */
  events(path: string, options?: EventStreamOptions): Promise<EventStream>;
  /**
   * The methods of a gRPC service.
   * @example const orders = t.grpc({ proto: new URL('./orders.proto', import.meta.url), service: 'orders.v1.Orders' });
   */
  grpc(service: GrpcService): Grpc;
  /** Where `t.http` sends what has no address of its own: `http://127.0.0.1:4711`. */
  readonly url: string;
  readonly user: User;
  /** Seeded: the same seed, phase and user give the same numbers. */
  readonly random: Random;
  readonly history: History;
  /** What `setup` returned: a frozen copy, the same for every user of the phase; undefined without one. */
  readonly data: Data;
  /** Fires when the phase is over and its grace has passed; from then on requests, sleeps and thinking throw. */
  readonly signal: AbortSignal;
  /** The next row of a feeder. Throws, and ends the iterations of this user, when a feeder of unique rows ran dry. */
  next<Row>(feeder: Feeder<Row>): Row;
  /** Measures what only the journey knows; `claim.metric` is about it. */
  readonly metric: JourneyMetrics;
  /** Records whether something held; never throws; returns `ok`. `detail` is shown for the first that fails. */
  check(name: string, ok: boolean, detail?: string): boolean;
  /** Times anything as a step of its own. A throw is recorded and passed on. */
  step<T>(name: string, run: () => Promise<T>, options?: { tags?: Tags }): Promise<T>;
  /** Waits that long. */
  sleep(time: DurationText): Promise<void>;
  /**
   * Waits as long as a person thinks: fixed, or drawn from a distribution. Seeded, apart from `t.random`.
   * @example await t.think({ between: ['1s', '3s'] })
   */
  think(time: ThinkTime): Promise<void>;
  /** A value nobody else in this trial gets: `t.unique('sku')`. */
  unique(prefix: string): string;
  /** Records an access between tenants that `t.http`'s `access` option cannot express, such as what a listing showed. */
  access(attempt: {
    actor: string;
    owner: string;
    action: string;
    resource: string;
    result: 'allowed' | 'denied' | 'unknown';
    why: string;
  }): void;
}

export type JourneyFunction = (t: JourneyContext) => Promise<void>;

/** What is done around the iterations of each phase: once, by one user whose index is 0, or by each user. */
export interface JourneyEnds<Data> {
  /**
   * Before the first iteration; at most 60 s. What it returns is copied to every thread as `t.data`, so it must be plain
   * data. When it throws, the phase fails and its load is not started. It is evidence under `NAME setup`.
   */
  setup?: (t: JourneyContext) => Promise<Data>;
  /**
   * After the last iteration, also of an interrupted phase, but not after a setup that failed; at most 10 s. When it
   * throws, that is an error in the evidence under `NAME teardown`, and the phase stays what it was.
   */
  teardown?: (t: JourneyContext, data: Data) => Promise<void>;
  /**
   * For each user of a phase, after `setup` and before the first iteration of anybody; at most 60 s each. What it leaves in
   * `t.user.state`, cookies and connections stay the user's. When one throws, the phase fails and its load is not started.
   * It is evidence under `NAME user setup`.
   */
  userSetup?: (t: JourneyContext<Data>) => Promise<void>;
  /**
   * For each user that was set up, after the last iteration of everybody and before `teardown`; at most 10 s for all together.
   * When it throws, that is an error in the evidence under `NAME user teardown`, and the phase stays what it was.
   */
  userTeardown?: (t: JourneyContext<Data>) => Promise<void>;
}

/** Options of `journey`. */
export interface JourneyOptions<Data> extends JourneyEnds<Data> {
  on?: System;
}

const OPTIONS: OptionNames<JourneyOptions<unknown>> = {
  on: true,
  setup: true,
  teardown: true,
  userSetup: true,
  userTeardown: true,
};

export interface Journey extends Mistaken {
  readonly kind: 'journey';
  readonly name: string;
  readonly run: JourneyFunction;
  readonly setup: ((t: JourneyContext) => Promise<unknown>) | null;
  readonly teardown: ((t: JourneyContext, data: unknown) => Promise<void>) | null;
  readonly userSetup: JourneyFunction | null;
  readonly userTeardown: JourneyFunction | null;
  /** The system `t.http` speaks to; default: the plan's only system. */
  readonly on: System | null;
}

/**
 * Names what a user does. Name the type of `t.data` where a setup gives some: `journey<{ token: string }>(...)`.
 * @example const home = journey('home', async (t) => { await t.http.get('/') });
 */
export function journey<Data = unknown>(
  name: string,
  run: (t: JourneyContext<Data>) => Promise<void>,
  options: JourneyOptions<Data> = {},
): Journey {
  const { on = null, setup = null, teardown = null, userSetup = null, userTeardown = null } = options ?? {};
  // From here on `Data` is unknown: who wrote the journey knows that what its setup returned is what it is given.
  const untyped = { run, teardown, userSetup, userTeardown } as Pick<
    Journey,
    keyof JourneyEnds<unknown> & keyof Journey
  > &
    Pick<Journey, 'run'>;
  return { kind: 'journey', name, on, ...untyped, setup, ...keepMistakes(optionMistakes(options, OPTIONS)) };
}
