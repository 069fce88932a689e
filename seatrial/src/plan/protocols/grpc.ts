/**
 * What a journey may ask of gRPC: the words of `t.grpc`. No behaviour; `act/load` implements it. Messages are plain
 * objects with the field names of the proto file, 64-bit numbers as decimal strings, enums as their names and bytes as
 * `Buffer`; fields the peer left out have their default. Nothing here throws for what a peer does.
 */
import type { Cause } from '../../evidence/records.ts';
import type { Tags } from '../../std/tags.ts';
import type { DurationText } from '../../std/units.ts';

export interface GrpcService {
  /** The proto file: `new URL('../orders.proto', import.meta.url)`. Imports in it are looked up beside it, then in `includes`. */
  proto?: URL;
  /** Folders: `[new URL('../vendor/', import.meta.url)]`. */
  includes?: readonly URL[];
  /**
   * In place of `proto`: asks the peer for the description (server reflection), once a thread, before the first call and not
   * counted as a step. A peer that cannot be asked fails the call.
   */
  reflection?: boolean;
  /** The service's full name: `orders.v1.Orders`. */
  service: string;
  /** Where it is served, such as `http://127.0.0.1:50051` (`https://` for TLS); default: the journey's system. */
  url?: string;
  /** How many bytes a message may hold that is received; 256 MiB by default. A larger one has cause `own limit`. */
  maxMessageBytes?: number;
}

export interface GrpcOptions {
  /** The deadline of the whole call, also told to the peer; default 30 s. */
  timeout?: DurationText;
  /** Names in lower case; a name that ends in `-bin` takes bytes. */
  metadata?: Readonly<Record<string, string | Buffer>>;
  /** Statuses that are no failure here, by name; default only `OK`. */
  expect?: string | readonly string[];
  /** The step's name in evidence, by default such as `gRPC orders.v1.Orders/Get`. */
  name?: string;
  /** As of a request, of the call and its messages. */
  tags?: Tags;
}

/** How a call ended. */
export interface GrpcResult {
  /** Whether the status is OK. */
  readonly ok: boolean;
  /** The number of the status: 0 is OK, 5 is NOT_FOUND. */
  readonly code: number;
  /** Its name. */
  readonly status: string;
  /** What the peer said about it. */
  readonly message: string;
  /** What came behind the last message, by name in lower case. */
  readonly trailers: Readonly<Record<string, string | Buffer>>;
  /** Set when the call failed: no answer, or a status that was not expected (`status 4xx` or `5xx`, as gRPC maps them). */
  readonly cause: Cause | null;
  readonly why: string;
  /** ended - started, in microseconds. */
  readonly serviceUs: number;
}

export interface GrpcReply extends GrpcResult {
  /** Undefined unless the status is OK. */
  // biome-ignore lint/suspicious/noExplicitAny: what a proto file describes at run time has no type here.
  readonly reply: any;
}

/** Answers that come one by one; each is the step of the call's name with ` message` behind. */
// biome-ignore lint/suspicious/noExplicitAny: as in GrpcReply.
export interface GrpcStream extends AsyncIterable<any> {
  /** The next answer; null after the last. */
  // biome-ignore lint/suspicious/noExplicitAny: as in GrpcReply.
  next(): Promise<any>;
  /** How the call ended; waits until it has. A call that is never read to its end ends with its deadline. */
  readonly result: Promise<GrpcResult>;
  /** Ends the call; what is cut off so is no failure. Leaving a `for await` does it too. */
  close(): void;
}

export interface GrpcConversation extends GrpcStream {
  /** Resolves when the peer is ready for more; false when the call is over. */
  send(message: object): Promise<boolean>;
  /** Says that nothing more will be sent. */
  end(): void;
}

/** The methods of one service; a method that the proto file does not have is a mistake of the journey and throws. */
export interface Grpc {
  /** @example const reply = await orders.unary('Get', { id }); t.check('is readable', reply.ok && reply.reply.id === id); */
  unary(method: string, message: object, options?: GrpcOptions): Promise<GrpcReply>;
  /** One message there, many back. */
  serverStream(method: string, message: object, options?: GrpcOptions): Promise<GrpcStream>;
  /** Many messages there, one back. */
  clientStream(
    method: string,
    messages: Iterable<object> | AsyncIterable<object>,
    options?: GrpcOptions,
  ): Promise<GrpcReply>;
  /** Many messages both ways. */
  conversation(method: string, options?: GrpcOptions): Promise<GrpcConversation>;
}
