/**
 * One open stream of server-sent events: hands out what came in order, each as a step, and says how it ended. Bytes are
 * those of the wire since the step before.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Cause } from '../../../../evidence/records.ts';
import type {
  EventStream,
  EventStreamOptions,
  NextEventOptions,
  ServerSentEvent,
} from '../../../../plan/protocols/server-sent-events.ts';
import { type Failure, ownLimit } from '../../../http/wire/failure.ts';
import type { StepDesk } from '../../count/desk.ts';
import { mostOf, OpenStep, timeoutMsOf } from '../../count/open-step.ts';
import { checkGiven } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { PendingAnswer } from '../../pending-answer.ts';
import type { Dial } from '../dial.ts';
import { Inbox } from '../inbox.ts';
import { NEXT_EVENT } from '../options.ts';
import { decodedStream } from './decoded-stream.ts';
import { EventStreamParser, type ParsedEvent } from './event-stream-parser.ts';

/** What came of asking. */
export interface Head {
  asked: ClientRequest;
  answer: IncomingMessage | null;
  failure: Failure | null;
}

export class OpenedStream implements EventStream {
  readonly #desk: StepDesk;
  readonly #name: string;
  readonly #dial: Dial;
  readonly #tags: EventStreamOptions['tags'];
  readonly #parser: EventStreamParser;
  readonly #most: number;
  readonly #inbox: Inbox<ParsedEvent>;
  /** The events as text, whatever they were coded with; null before there are any. */
  #text: Readable | null = null;
  readonly status: number;
  lastEventId: string;
  /** Why it broke; null while it is well, and after an end in order. */
  #broke: Failure | null = null;
  #over = false;
  /** Whether it ended because the journey closed it. */
  #isClosed = false;
  /** What the last `next` saw go wrong. */
  #seen: Failure | null = null;

  /** `failure` says why it did not open, and then `answer` is not read. */
  constructor(
    desk: StepDesk,
    name: string,
    dial: Dial,
    { asked, answer, failure }: Head,
    { lastEventId = '', tags, maxEventCharacters }: EventStreamOptions,
  ) {
    this.#desk = desk;
    this.#tags = tags;
    this.#name = name;
    this.#dial = dial;
    this.status = answer?.statusCode ?? 0;
    this.lastEventId = lastEventId;
    this.#inbox = new Inbox({ pause: () => this.#text?.pause(), resume: () => this.#text?.resume() });
    const most = mostOf('maxEventCharacters', maxEventCharacters);
    this.#most = most;
    this.#parser = new EventStreamParser((event) => this.#inbox.push(event), most, lastEventId);
    this.#seen = failure;
    if (answer === null || failure) this.#end(failure);
    else this.#read(asked, answer);
  }

  get cause(): Cause | null {
    return this.#seen?.cause ?? null;
  }

  get why(): string {
    return this.#seen?.why ?? '';
  }

  get ended(): boolean {
    return this.#inbox.exhausted;
  }

  get retryMs(): number | null {
    return this.#parser.retryMs;
  }

  next(options: NextEventOptions = {}): Promise<ServerSentEvent | null> {
    return PendingAnswer.of(this.#desk, this.#next(options, null));
  }

  /** `missing`: the failure that an end in order is, where more was to come. */
  async #next(options: NextEventOptions, missing: Failure | null): Promise<ServerSentEvent | null> {
    checkGiven(this.#desk, 'next', options, NEXT_EVENT);
    if (this.#desk.signal.aborted) await pastTheEnd();
    const timeoutMs = timeoutMsOf(options.timeout);
    // Once the end was seen, and counted where it was a failure, asking again is no operation.
    const step =
      this.ended && this.#seen === this.#broke && (missing === null || this.#broke !== null)
        ? null
        : new OpenStep(this.#desk, 'message', `${this.#name} event`, this.#tags);
    const taken = await this.#inbox.take(timeoutMs);
    if (this.ended) this.lastEventId = this.#parser.lastId;
    if (step === null) return null;
    this.#seen = null;
    if (taken.item !== null) this.lastEventId = taken.item.id;
    else if (taken.because === 'ended') this.#seen = this.#broke ?? (this.#isClosed ? null : missing);
    else if (!options.optional) this.#seen = { cause: 'timeout waiting', why: `no event within ${timeoutMs} ms` };
    // An end in order is neither an event nor a failure.
    if (taken.item === null && this.#seen === null) {
      step.drop();
      return null;
    }
    const { sent, received } = this.#dial.takeBytes();
    step.end(this.#seen, sent, received);
    return taken.item === null ? null : new ReadEvent(taken.item);
  }

  async *take(count: number, options: NextEventOptions = {}): AsyncGenerator<ServerSentEvent> {
    for (let taken = 0; taken < count; taken++) {
      const mayEnd = count === Number.POSITIVE_INFINITY || options.optional === true;
      const event = await this.#next(options, mayEnd ? null : endedAfter(taken, count));
      if (event === null) return;
      yield event;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<ServerSentEvent> {
    return this.take(Number.POSITIVE_INFINITY);
  }

  close(): void {
    if (!this.#over) this.#isClosed = true;
    this.#end(null);
    this.#leave();
  }

  /** Nothing is read any more, also of what is still being decoded. */
  #leave(): void {
    this.#text?.removeAllListeners('data');
    this.#dial.socket.destroy();
  }

  #read(asked: ClientRequest, answer: IncomingMessage): void {
    const breaks = (error: NodeJS.ErrnoException): void =>
      this.#end(this.#dial.failure(error, 'in the middle of the stream'));
    const text = decodedStream(answer, answer.headers['content-encoding'], (failure) => {
      this.#end(failure);
      this.#leave();
    });
    this.#text = text;
    text.on('data', (bytes: Buffer) => {
      if (this.#parser.push(bytes)) return;
      const reached = `an event is read up to ${this.#most} characters, and this one is longer`;
      this.#end({ cause: 'own limit', why: ownLimit(`${reached}; raise \`maxEventCharacters\``) });
      this.#leave();
    });
    text.on('end', () => this.#end(null));
    // First the network's own word, then what could not be read, then that the rest is missing.
    this.#dial.socket.on('error', breaks);
    asked.on('error', breaks);
    answer.on('error', breaks);
  }

  #end(broke: Failure | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#broke = broke;
    this.#inbox.end();
  }
}

function endedAfter(taken: number, count: number): Failure {
  return { cause: 'protocol', why: `the stream ended after ${taken} of ${count} events` };
}

class ReadEvent implements ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;

  constructor({ event, data, id }: ParsedEvent) {
    this.event = event;
    this.data = data;
    this.id = id;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the contract; JSON from a peer has no type.
  json(): any {
    try {
      return JSON.parse(this.data);
    } catch {
      return undefined;
    }
  }
}
