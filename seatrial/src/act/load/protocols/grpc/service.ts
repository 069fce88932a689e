/** The methods of one gRPC service as a user calls them. Each call is one step; failures are values. */
import type { CallOptions, Client, Metadata, ServiceError, StatusObject } from '@grpc/grpc-js';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type {
  Grpc,
  GrpcConversation,
  GrpcOptions,
  GrpcReply,
  GrpcResult,
  GrpcStream,
} from '../../../../plan/protocols/grpc.ts';
import type { StepDesk } from '../../count/desk.ts';
import { timeoutMsOf } from '../../count/open-step.ts';
import { checkGiven, telling } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { PendingAnswer } from '../../pending-answer.ts';
import { CALL } from '../options.ts';
import { type Channels, fillMetadata, OpenCall } from './call.ts';
import { type Description, type Library, loadService, type Method } from './library.ts';
import { Undescribed } from './reflection.ts';
import { AnswerStream, Conversation, EndedStream, Writer } from './stream.ts';

/** The two ways a method can be called wrongly: requests that come one by one, answers that do. */
type Shape = Pick<Method, 'requestStream' | 'responseStream'>;

interface Begun {
  readonly call: OpenCall;
  readonly client: Client;
  readonly method: Method;
  readonly metadata: Metadata;
  readonly options: CallOptions;
  readonly deserialize: (bytes: Buffer) => object;
}

/** What every kind of call of the library has. */
interface RunningCall {
  cancel(): void;
  on(event: 'status', listener: (status: StatusObject) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

type Messages = Iterable<object> | AsyncIterable<object>;

interface Served {
  readonly from: Description;
  readonly name: string;
  /** Sent with each call that has none of that name itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A call that never began, for want of a description of its service, and how asking for that ended. */
interface NeverBegun {
  readonly call: OpenCall;
  readonly status: StatusObject;
}

export class ServiceCalls implements Grpc {
  readonly #desk: StepDesk;
  readonly #service: Served;
  readonly #clientOf: (library: Library) => Client;
  readonly #channels: Channels;

  constructor(desk: StepDesk, service: Served, clientOf: (library: Library) => Client, channels: Channels) {
    this.#desk = desk;
    this.#service = service;
    this.#clientOf = clientOf;
    this.#channels = channels;
  }

  unary(name: string, message: object, options: GrpcOptions = {}): Promise<GrpcReply> {
    return PendingAnswer.of(this.#desk, this.#unary(name, message, options));
  }

  async #unary(name: string, message: object, options: GrpcOptions): Promise<GrpcReply> {
    const begun = await this.#begin(name, { requestStream: false, responseStream: false }, options);
    if ('status' in begun) return { ...begun.call.end(begun.status), reply: undefined };
    const { client, method, metadata, deserialize } = begun;
    const bytes = serialized(begun, message);
    return this.#reply(begun, (done) =>
      client.makeUnaryRequest(method.path, unchanged, deserialize, bytes, metadata, begun.options, done),
    );
  }

  serverStream(name: string, message: object, options: GrpcOptions = {}): Promise<GrpcStream> {
    return PendingAnswer.of(this.#desk, this.#serverStream(name, message, options));
  }

  async #serverStream(name: string, message: object, options: GrpcOptions): Promise<GrpcStream> {
    const begun = await this.#begin(name, { requestStream: false, responseStream: true }, options);
    if ('status' in begun) return conversationOf(begun);
    const { call, client, method, metadata, deserialize } = begun;
    const bytes = serialized(begun, message);
    const stream = client.makeServerStreamRequest(method.path, unchanged, deserialize, bytes, metadata, begun.options);
    return new AnswerStream(call, stream, this.#ending(call, stream));
  }

  clientStream(name: string, messages: Messages, options: GrpcOptions = {}): Promise<GrpcReply> {
    return PendingAnswer.of(this.#desk, this.#clientStream(name, messages, options));
  }

  async #clientStream(name: string, messages: Messages, options: GrpcOptions): Promise<GrpcReply> {
    const begun = await this.#begin(name, { requestStream: true, responseStream: false }, options);
    if ('status' in begun) return { ...begun.call.end(begun.status), reply: undefined };
    const { call, client, method, metadata, deserialize } = begun;
    let writing: Promise<void> = Promise.resolve();
    const reply = this.#reply(begun, (done) => {
      const stream = client.makeClientStreamRequest(method.path, unchanged, deserialize, metadata, begun.options, done);
      const over = new Promise((resolve) => stream.on('status', resolve));
      writing = writeAll(messages, new Writer(call, stream, method.requestSerialize, over)).catch((error) => {
        stream.cancel();
        throw error;
      });
      return stream;
    });
    // What the journey's own messages throw goes back to the journey, unless the call is over before.
    return Promise.race([reply, writing.then(() => reply)]);
  }

  conversation(name: string, options: GrpcOptions = {}): Promise<GrpcConversation> {
    return PendingAnswer.of(this.#desk, this.#conversation(name, options));
  }

  async #conversation(name: string, options: GrpcOptions): Promise<GrpcConversation> {
    const begun = await this.#begin(name, { requestStream: true, responseStream: true }, options);
    if ('status' in begun) return conversationOf(begun);
    const { call, client, method, metadata, deserialize } = begun;
    const stream = client.makeBidiStreamRequest(method.path, unchanged, deserialize, metadata, begun.options);
    return new Conversation(call, stream, this.#ending(call, stream), method.requestSerialize);
  }

  #begin(name: string, shape: Shape, options: GrpcOptions): Promise<Begun | NeverBegun> {
    return telling(this.#desk, () => this.#opened(name, shape, options));
  }

  /** What goes wrong here is the journey's mistake, and no call. */
  async #opened(name: string, shape: Shape, options: GrpcOptions): Promise<Begun | NeverBegun> {
    if (this.#channels.closed) await pastTheEnd();
    checkGiven(this.#desk, 't.grpc', options, CALL);
    const timeoutMs = timeoutMsOf(options.timeout);
    const step = options.name ?? `gRPC ${this.#service.name}/${name}`;
    const call = new OpenCall(this.#desk, step, options, this.#channels);
    try {
      return await this.#prepare(call, name, shape, options, timeoutMs);
    } catch (error) {
      if (error instanceof Undescribed) return { call, status: error.status };
      call.step.drop();
      throw error;
    }
  }

  async #prepare(call: OpenCall, name: string, shape: Shape, options: GrpcOptions, timeoutMs: number): Promise<Begun> {
    const { library, methods } = await loadService(this.#service.from, this.#service.name, Date.now() + timeoutMs);
    call.step.beginNow();
    if (this.#channels.closed) await pastTheEnd();
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method)
      throw new PlanMistakeError(
        `${this.#service.name} has no method '${name}'; it has ${Object.keys(methods).join(', ')}`,
      );
    if (method.requestStream !== shape.requestStream || method.responseStream !== shape.responseStream)
      throw new PlanMistakeError(
        `${this.#service.name}/${name} is called with ${wayOf(method)}, not with ${wayOf(shape)}`,
      );
    const deserialize = (bytes: Buffer): object => {
      call.receiving(bytes);
      return method.responseDeserialize(bytes);
    };
    const metadata = new library.Metadata();
    for (const values of [this.#service.metadata, options.metadata]) fillMetadata(metadata, values);
    const client = this.#clientOf(library);
    return { call, client, method, metadata, deserialize, options: { deadline: Date.now() + timeoutMs } };
  }

  /** How a running call ends; from its beginning to its end it is among the user's open ones. */
  #ending(
    call: OpenCall,
    running: RunningCall,
    ended = (status: StatusObject): StatusObject => status,
  ): Promise<GrpcResult> {
    this.#channels.open.add(running);
    // Errors say what the status says.
    running.on('error', () => {});
    return new Promise((resolve) => {
      running.on('status', (status) => {
        this.#channels.open.delete(running);
        resolve(call.end(ended(status)));
      });
    });
  }

  async #reply(
    { call }: Begun,
    start: (done: (error: ServiceError | null, value?: object) => void) => RunningCall,
  ): Promise<GrpcReply> {
    let reply: object | undefined;
    let refused: ServiceError | null = null;
    const running = start((error, value) => {
      refused = error;
      reply = value;
    });
    const result = await this.#ending(call, running, (status) =>
      status.code === 0 ? refusal(refused, status) : status,
    );
    return { ...result, reply };
  }
}

/** A peer may say OK without the one message that there must be: that is no answer, by the library's word and not the peer's. */
function refusal(error: ServiceError | null, status: StatusObject): StatusObject {
  if (error === null) return status;
  return { code: error.code, details: error.details, metadata: status.metadata.clone() };
}

/** No answer comes and nothing can be sent: it has ended. */
function conversationOf({ call, status }: NeverBegun): Conversation {
  const stream = new EndedStream();
  const ended = new Conversation(call, stream.asCall(), Promise.resolve(call.end(status)), unchanged as never);
  stream.emit('status', status);
  return ended;
}

function serialized({ call, method }: Begun, message: object): Buffer {
  try {
    return call.sending(method.requestSerialize(message));
  } catch (error) {
    call.step.drop();
    throw error;
  }
}

async function writeAll(messages: Messages, writer: Writer): Promise<void> {
  for await (const message of messages) if (!(await writer.write(message))) return;
  writer.end();
}

/** Messages are serialized before the library sees them, so that what cannot be is the journey's mistake, not a status. */
function unchanged(bytes: Buffer): Buffer {
  return bytes;
}

function wayOf({ requestStream, responseStream }: Shape): string {
  if (requestStream) return responseStream ? 'conversation' : 'clientStream';
  return responseStream ? 'serverStream' : 'unary';
}
