/**
 * What a journey may ask of a stream of server-sent events: the words of `t.events`. No behaviour; `act/load`
 * implements it. Nothing here throws for what a peer does, and nothing reconnects by itself.
 */
import type { Cause } from '../../evidence/records.ts';
import type { Tags } from '../../std/tags.ts';
import type { DurationText } from '../../std/units.ts';
import type { RequestOptions } from './http.ts';

export interface EventStreamOptions extends Pick<RequestOptions, 'headers' | 'body' | 'json' | 'query'> {
  /** Default `GET`; an assistant that streams its answer wants `POST`. */
  method?: string;
  /** How many redirects are followed, as by a request; 0 by default. One too many has cause `protocol`. */
  redirects?: number;
  /** Where a broken stream is to go on; sent as `Last-Event-ID`. */
  lastEventId?: string;
  /** From connecting to the head of the answer; default 30 s. */
  timeout?: DurationText;
  /** The step's name in evidence, by default `SSE /path`; each event is the step of that name with ` event` behind. */
  name?: string;
  /** As of a request, of its opening and events. */
  tags?: Tags;
  /** How many characters an event may hold; 268,435,456 by default. A larger one has cause `own limit`. */
  maxEventCharacters?: number;
}

export interface NextEventOptions {
  /** Default 30 s. */
  timeout?: DurationText;
  /** None within the timeout is no failure. */
  optional?: boolean;
}

export interface ServerSentEvent {
  /** `message` where the peer named none. */
  readonly event: string;
  readonly data: string;
  /** The last id the peer gave, with this event or before it. */
  readonly id: string;
  /** The data as JSON; undefined when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: JSON from a peer has no type; journeys check what they read.
  json(): any;
}

export interface EventStream extends AsyncIterable<ServerSentEvent> {
  /** The status of the answer; 0 when there was none. */
  readonly status: number;
  /**
   * Why the stream did not open, broke, or had no event in time, as the last `next` saw it; null while it is well and
   * after an end the peer made in order.
   */
  readonly cause: Cause | null;
  readonly why: string;
  /** Whether no more events will come. */
  readonly ended: boolean;
  /** What to give as `lastEventId` to go on after the last event that was taken. */
  readonly lastEventId: string;
  /** How long the peer wants to be left alone before reconnecting; null unless it said so. */
  readonly retryMs: number | null;
  /** The next event; null when the stream ended, broke, or sent none in time. */
  next(options?: NextEventOptions): Promise<ServerSentEvent | null>;
  /**
   * The next `count` events, fewer where `next` would give null; the stream stays open. That the peer ended it before is a
   * failure with cause `protocol`, unless they are `optional`.
   * @example for await (const event of events.take(5)) t.check('has a price', event.json()?.price > 0);
   */
  take(count: number, options?: NextEventOptions): AsyncIterable<ServerSentEvent>;
  /** Ends the connection; what was not taken yet still can be. */
  close(): void;
}
