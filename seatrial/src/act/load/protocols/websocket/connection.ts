/**
 * One WebSocket of a user: sends, receives, and counts each message as a step. Bytes are those of the wire since the
 * step before, so that pushes nobody waited for are counted with the next message that is taken.
 */
import type { RawData, WebSocket } from 'ws';
import type { Cause } from '../../../../evidence/records.ts';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type {
  MessageOptions,
  Sent,
  WebSocketConnection,
  WebSocketMessage,
  WebSocketOptions,
} from '../../../../plan/protocols/websocket.ts';
import { shown } from '../../../../std/shown.ts';
import { type Failure, ownLimit } from '../../../http/wire/failure.ts';
import type { StepDesk } from '../../count/desk.ts';
import { OpenStep, timeoutMsOf } from '../../count/open-step.ts';
import { checkGiven } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { PendingAnswer } from '../../pending-answer.ts';
import type { Dial } from '../dial.ts';
import { Inbox, type Taken } from '../inbox.ts';
import { checkMessage, EXCHANGE, RECEIVE, SEND } from '../options.ts';

const CLOSING_MS = 1000;
const NO_BYTES = Buffer.alloc(0);

/** What the messages of a connection are counted under, as its opening was, and how many bytes one may hold at most. */
interface MessagesOf {
  readonly name: string;
  readonly tags: WebSocketOptions['tags'];
  readonly most: number;
}

export class JourneyWebSocket implements WebSocketConnection {
  readonly #desk: StepDesk;
  readonly #step: MessagesOf;
  readonly #socket: WebSocket;
  readonly #dial: Dial;
  readonly #inbox: Inbox<Message>;
  #broke: Failure | null = null;
  status = 0;
  cause: Cause | null = null;
  why = '';
  closed: { code: number; reason: string } | null = null;

  constructor(desk: StepDesk, step: MessagesOf, socket: WebSocket, dial: Dial) {
    this.#desk = desk;
    this.#step = step;
    this.#socket = socket;
    this.#dial = dial;
    this.#inbox = new Inbox({ pause: () => socket.pause(), resume: () => socket.resume() });
    socket.on('message', (data, binary) => this.#inbox.push(new Message(bytesOf(data), binary)));
    const breaks = (error: NodeJS.ErrnoException): void => {
      this.#broke ??= beyondLimit(error, step.most) ?? dial.failure(error, 'while it was open');
    };
    // The library speaks of what the peer got wrong, and is silent about what the network did.
    socket.on('error', breaks);
    dial.socket.on('error', breaks);
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#inbox.end();
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get compressed(): boolean {
    return /\bpermessage-deflate\b/.test(this.#socket.extensions);
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** The iteration in which the journey was told that the connection is over: what it sends in later ones is never sent. */
  #endToldIn: number | null = null;

  /** Told once, how the opening went. */
  opened(status: number, failure: Failure | null): void {
    this.status = status;
    this.cause = failure?.cause ?? null;
    this.why = failure?.why ?? '';
    if (failure) this.#broke = failure;
  }

  send(data: string | Uint8Array, options: Pick<MessageOptions, 'name' | 'timeout'> = {}): Promise<Sent> {
    return PendingAnswer.of(this.#desk, this.#send(data, options));
  }

  async #send(data: string | Uint8Array, options: Pick<MessageOptions, 'name' | 'timeout'>): Promise<Sent> {
    checkMessage(this.#desk, 'send', data);
    checkGiven(this.#desk, 'send', options, SEND);
    if (this.#desk.signal.aborted) await pastTheEnd();
    const timeoutMs = timeoutMsOf(options.timeout);
    const step = this.#begin('send', options);
    const failure = await this.#write(data, timeoutMs);
    this.#end(step, failure);
    return { cause: failure?.cause ?? null, why: failure?.why ?? '' };
  }

  receive(options: MessageOptions & { optional?: boolean } = {}): Promise<WebSocketMessage> {
    return PendingAnswer.of(this.#desk, this.#receive(options));
  }

  async #receive(options: MessageOptions & { optional?: boolean }): Promise<WebSocketMessage> {
    checkGiven(this.#desk, 'receive', options, RECEIVE);
    if (this.#desk.signal.aborted) await pastTheEnd();
    const timeoutMs = timeoutMsOf(options.timeout);
    const step = this.#begin('receive', options);
    const taken = await this.#taken(step, this.#inbox.take(timeoutMs, options.matching));
    const forgiven = options.optional === true && taken.item === null && taken.because === 'timeout';
    return this.#received(step, taken, timeoutMs, forgiven);
  }

  exchange(data: string | Uint8Array, options: MessageOptions = {}): Promise<WebSocketMessage> {
    return PendingAnswer.of(this.#desk, this.#exchange(data, options));
  }

  async #exchange(data: string | Uint8Array, options: MessageOptions): Promise<WebSocketMessage> {
    checkMessage(this.#desk, 'exchange', data);
    checkGiven(this.#desk, 'exchange', options, EXCHANGE);
    if (this.#desk.signal.aborted) await pastTheEnd();
    const timeoutMs = timeoutMsOf(options.timeout);
    const step = this.#begin('exchange', options);
    // Waits before it sends: an answer cannot come too early.
    const answer = this.#taken(step, this.#inbox.take(timeoutMs, options.matching, true));
    const unsent = await this.#write(data, timeoutMs);
    if (unsent) return this.#missing(step, unsent);
    return this.#received(step, await answer, timeoutMs, false);
  }

  async close(code = 1000, reason = ''): Promise<void> {
    if (this.closed) return;
    const gone = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#listen();
    try {
      this.#socket.close(code, reason);
    } catch (error) {
      const hint = 'give 1000 or 3000 to 4999, and a reason of at most 123 bytes';
      throw this.#desk.refused(
        new PlanMistakeError(`close: ${shown(code)} cannot be sent: ${(error as Error).message}; ${hint}`),
      );
    }
    const impatience = setTimeout(() => this.#cut(), CLOSING_MS);
    await gone;
    clearTimeout(impatience);
  }

  /** Ends it at once because the user is gone. */
  abort(): void {
    const failure = this.#dial.abort();
    this.#broke ??= failure;
    this.#cut();
  }

  #cut(): void {
    this.#listen();
    this.#socket.terminate();
    this.#dial.socket.destroy();
  }

  /** A paused socket sees neither the peer's close frame nor the end. */
  #listen(): void {
    if (this.open) this.#socket.resume();
  }

  #begin(what: string, { name }: { name?: string }): OpenStep {
    return new OpenStep(this.#desk, 'message', name ?? `${this.#step.name} ${what}`, this.#step.tags);
  }

  /** What a journey's own `matching` throws is that journey's, and no word about the message. */
  #taken(step: OpenStep, taken: Promise<Taken<Message>>): Promise<Taken<Message>> {
    return taken.catch((error) => {
      step.drop();
      throw error;
    });
  }

  #end(step: OpenStep, failure: Failure | null): void {
    const { sent, received } = this.#dial.takeBytes();
    step.end(failure, sent, received);
  }

  /** Null when the network took it in time. */
  #write(data: string | Uint8Array, timeoutMs: number): Promise<Failure | null> {
    if (!this.open) return Promise.resolve(this.#over());
    return new Promise((resolve) => {
      const late: Failure = {
        cause: 'timeout waiting',
        why: `the peer did not take the message within ${timeoutMs} ms`,
      };
      const timer = setTimeout(() => resolve(late), timeoutMs);
      this.#socket.send(data, (error) => {
        clearTimeout(timer);
        resolve(error ? (this.#broke ?? this.#over()) : null);
      });
    });
  }

  #received(step: OpenStep, taken: Taken<Message>, timeoutMs: number, forgiven: boolean): WebSocketMessage {
    if (taken.item !== null) {
      this.#end(step, null);
      return taken.item;
    }
    if (forgiven) return this.#missing(step, null);
    if (taken.because === 'ended') return this.#missing(step, this.#over());
    return this.#missing(step, { cause: 'timeout waiting', why: `no message within ${timeoutMs} ms` });
  }

  #missing(step: OpenStep, failure: Failure | null): WebSocketMessage {
    this.#end(step, failure);
    return new Message(NO_BYTES, false, false, failure);
  }

  /** That nothing more comes or goes: its reason, until the iteration is over in which the journey learned it. */
  #over(): Failure {
    const ending = this.#ending();
    const { iteration } = this.#desk.context.user;
    this.#endToldIn ??= iteration;
    if (iteration > this.#endToldIn)
      return { cause: 'stream over', why: `${ending.why}, before this was begun; open another` };
    return ending;
  }

  /** Why nothing more comes or goes. */
  #ending(): Failure {
    if (this.#broke) return this.#broke;
    if (!this.closed) return { cause: 'reset', why: 'the connection is closing' };
    const { code, reason } = this.closed;
    if (code === 1006) return { cause: 'reset', why: 'the connection ended without a close frame' };
    return { cause: 'reset', why: `the connection was closed with code ${code}${reason && `: ${reason}`}` };
  }
}

class Message implements WebSocketMessage {
  readonly data: Buffer;
  readonly binary: boolean;
  readonly received: boolean;
  readonly cause: Cause | null;
  readonly why: string;

  constructor(data: Buffer, binary: boolean, received = true, failure: Failure | null = null) {
    this.data = data;
    this.binary = binary;
    this.received = received;
    this.cause = failure?.cause ?? null;
    this.why = failure?.why ?? '';
  }

  text(): string {
    return this.data.toString('utf8');
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the contract; JSON from a peer has no type.
  json(): any {
    try {
      return JSON.parse(this.text());
    } catch {
      return undefined;
    }
  }
}

/** The library's word for a message above the limit that we gave it. */
function beyondLimit({ code }: NodeJS.ErrnoException, most: number): Failure | null {
  if (code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return null;
  const reached = `a message is read up to ${most} bytes, and this one is longer`;
  return { cause: 'own limit', why: ownLimit(`${reached}; raise \`maxMessageBytes\``) };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
