/**
 * What a journey may do with a WebSocket: the words of `t.websocket`. No behaviour; `act/load` implements it. Nothing
 * here throws for what a peer does: an opening that was refused and a message that never came are values.
 */
import type { Cause } from '../../evidence/records.ts';
import type { Tags } from '../../std/tags.ts';
import type { DurationText } from '../../std/units.ts';
import type { HeaderMap } from './http.ts';

export interface WebSocketOptions {
  headers?: HeaderMap;
  /** Subprotocols offered, in the order of preference. */
  protocols?: readonly string[];
  /** From connecting to the answer of the handshake; default 30 s. */
  timeout?: DurationText;
  /** The step's name in evidence, by default `WS /path`; also what the names of its messages begin with. */
  name?: string;
  /** As of a request, of its opening and messages. */
  tags?: Tags;
  /** How many bytes a message may hold that is received, once inflated; 256 MiB by default. A larger one has cause `own limit`. */
  maxMessageBytes?: number;
  /** Offers to compress messages both ways (permessage-deflate); not offered by default, so that bytes are what was sent. */
  compressed?: boolean;
}

export interface MessageOptions {
  /** Default 30 s. */
  timeout?: DurationText;
  /** The step's name in evidence; default: the connection's name and `send`, `receive` or `exchange`. */
  name?: string;
  /** Which message is waited for; default: the next one. Others stay, in order, for a later `receive`. */
  matching?: (message: WebSocketMessage) => boolean;
}

export interface WebSocketMessage {
  /** Whether a message came; when none did and that is a failure, `cause` says why. */
  readonly received: boolean;
  readonly binary: boolean;
  readonly data: Buffer;
  readonly cause: Cause | null;
  /** One sentence about `cause`; empty when there is none. */
  readonly why: string;
  text(): string;
  /** The message as JSON; undefined when it is not JSON (so a check fails rather than the journey). */
  // biome-ignore lint/suspicious/noExplicitAny: JSON from a peer has no type; journeys check what they read.
  json(): any;
}

/** Whether it was handed to the network: what the peer does with it, only its answer can tell. */
export interface Sent {
  readonly cause: Cause | null;
  readonly why: string;
}

/** Pings are answered, fragments joined. */
export interface WebSocketConnection {
  /** The status the peer answered the opening with: 101 when it agreed, 0 when there was no answer. */
  readonly status: number;
  /** Why the opening failed; null when it did not. */
  readonly cause: Cause | null;
  readonly why: string;
  /** The subprotocol agreed on; empty when there is none. */
  readonly protocol: string;
  /** Whether the peer agreed to compress messages. */
  readonly compressed: boolean;
  /** Whether messages can be sent now. */
  readonly open: boolean;
  /** How the connection ended, by the code and reason of its close frame (1006: without one); null while it has not. */
  readonly closed: { readonly code: number; readonly reason: string } | null;
  /** Sends text, or bytes as a binary message. */
  send(data: string | Uint8Array, options?: Pick<MessageOptions, 'name' | 'timeout'>): Promise<Sent>;
  /**
   * The next message, whether it has come already or is still to come. With `optional`, none within the timeout is no failure.
   * @example const silence = await socket.receive({ timeout: '1s', optional: true }); t.check('nothing leaks', !silence.received);
   */
  receive(options?: MessageOptions & { optional?: boolean }): Promise<WebSocketMessage>;
  /** Sends, and waits for the next message that comes afterwards, as one step: a round trip. */
  exchange(data: string | Uint8Array, options?: MessageOptions): Promise<WebSocketMessage>;
  /** Closes with a close frame (default 1000), and without one when the peer does not answer it within a second. */
  close(code?: number, reason?: string): Promise<void>;
}
