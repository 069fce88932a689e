/** The answers of one gRPC call as a journey takes them, one by one, and for conversations the way back. */
import { Readable } from 'node:stream';
import type { ClientDuplexStream, ClientReadableStream, ClientWritableStream, StatusObject } from '@grpc/grpc-js';
import type { GrpcConversation, GrpcResult, GrpcStream } from '../../../../plan/protocols/grpc.ts';
import { Inbox } from '../inbox.ts';
import type { OpenCall } from './call.ts';
import type { Method } from './library.ts';

export class AnswerStream implements GrpcStream {
  readonly #result: Promise<GrpcResult>;
  readonly #call: OpenCall;
  readonly #stream: ClientReadableStream<object>;
  readonly #inbox: Inbox<object>;

  constructor(call: OpenCall, stream: ClientReadableStream<object>, result: Promise<GrpcResult>) {
    this.#call = call;
    this.#stream = stream;
    this.#result = result;
    call.step.keepOpen();
    this.#inbox = new Inbox({ pause: () => stream.pause(), resume: () => stream.resume() });
    stream.on('data', (answer: object) => this.#inbox.push(answer));
    stream.on('end', () => this.#inbox.end());
  }

  /** Who asks for it waits for the end of the call. */
  get result(): Promise<GrpcResult> {
    this.#call.step.wait();
    return this.#result;
  }

  async next(): Promise<object | null> {
    const step = this.#inbox.exhausted ? null : this.#call.awaiting();
    // The deadline of the call is what ends the waiting.
    const taken = await this.#inbox.take(LONGEST_MS);
    if (taken.item === null) step?.drop();
    else step?.arrived();
    return taken.item;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<object> {
    try {
      for (let answer = await this.next(); answer !== null; answer = await this.next()) yield answer;
    } finally {
      this.close();
    }
  }

  close(): void {
    if (!this.#inbox.exhausted) this.#call.left = true;
    this.#inbox.end();
    this.#stream.cancel();
  }
}

export class Conversation extends AnswerStream implements GrpcConversation {
  readonly #writer: Writer;

  constructor(
    call: OpenCall,
    stream: ClientDuplexStream<Buffer, object>,
    result: Promise<GrpcResult>,
    serialize: Method['requestSerialize'],
  ) {
    super(call, stream, result);
    this.#writer = new Writer(call, stream, serialize, result);
  }

  send = (message: object): Promise<boolean> => this.#writer.write(message);

  end(): void {
    this.#writer.end();
  }
}

/** Stands for the stream of a call that never began. */
export class EndedStream extends Readable {
  override _read(): void {
    this.push(null);
  }

  cancel(): void {}

  asCall(): ClientDuplexStream<Buffer, object> {
    return this as unknown as ClientDuplexStream<Buffer, object>;
  }
}

/** Writes messages no faster than the peer takes them. */
export class Writer {
  readonly #call: OpenCall;
  readonly #stream: ClientWritableStream<Buffer>;
  readonly #serialize: Method['requestSerialize'];
  readonly #over: Promise<unknown>;
  #open = true;

  constructor(
    call: OpenCall,
    stream: ClientWritableStream<Buffer>,
    serialize: Method['requestSerialize'],
    over: Promise<unknown>,
  ) {
    this.#call = call;
    this.#stream = stream;
    this.#serialize = serialize;
    this.#over = over;
    stream.on('status', (_status: StatusObject) => {
      this.#open = false;
    });
  }

  /** Resolves when the peer is ready for more; false when the call is over. Throws when it is no such message. */
  async write(message: object): Promise<boolean> {
    if (!this.#open) return false;
    const ready = this.#stream.write(this.#call.sending(this.#serialize(message)));
    if (!ready) await Promise.race([new Promise((resolve) => this.#stream.once('drain', resolve)), this.#over]);
    return this.#open;
  }

  end(): void {
    if (this.#open) this.#stream.end();
  }
}

/** The longest a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1;
