/**
 * One connection that carries one exchange at a time. It reads into a buffer it shares with every other connection of
 * the thread (the parser copies what must live) and ends its exchange exactly once, in an answer or in a cause.
 *
 * Invariant: an exchange that failed takes its connection with it; only an answer that ended cleanly leaves it idle.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Cause } from '../../../evidence/records.ts';
import type { StreamedBody } from '../../../plan/protocols/http.ts';
import type { BodySink } from './body-sink.ts';
import { outliveBrokenWrites, whenAllIsRead } from './broken-writes.ts';
import type { ConnectTo } from './connect-to.ts';
import { arm, unwatch, watch } from './deadline-watch.ts';
import { Answered, type Exchange, NO_BYTES, type Tally, unanswered } from './exchange.ts';
import { type ConnectionStage, type Failure, failureOf } from './failure.ts';
import { ResponseParser } from './response-parser.ts';
import { sendStreamed } from './send-streamed.ts';
import { roomFor } from './slab.ts';
import { askAtTheEndOfTheTurn, settleAtTheEndOfTheTurn } from './writing-turn.ts';

/** One request on its way, and what is measured of it. */
export interface Ticket extends Tally {
  readonly method: string;
  /** Bytes where the same was sent before; never with a body. */
  readonly head: string | Buffer;
  readonly body: Uint8Array | StreamedBody | null;
  /** Where the body of a success goes instead of memory. */
  readonly into: BodySink | null;
  readonly signal: AbortSignal | undefined;
  readonly deadlineUs: number;
  readonly settle: (exchange: Exchange) => void;
  bytesSent: number;
  bytesReceived: number;
  /** Once it was tried on a connection that turned out to be closed. */
  again: boolean;
}

export interface Owner {
  readonly maxBodyBytes: number;
  nowUs(): number;
  /** The connection can carry another exchange. */
  onIdle(connection: Connection): void;
  /** The connection must not be used any more. */
  onRetired(connection: Connection): void;
  /** The socket is gone. */
  onClosed(connection: Connection): void;
  /** A reused connection ended before any byte of an answer; true when the owner sends the ticket on another one. */
  sendsAgain(ticket: Ticket): boolean;
}

/** Bodies up to this size travel in one write with their head; larger ones are not copied. */
const JOINED_BODY_BYTES = 16 * 1024;
/** Filled and handed over in one go, so every connection can share it. (Not on Windows, where reads are posted ahead.) */
const READ_BYTES = 64 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
/** How much of the time a peer announces is used, so that its close and our next request do not cross on the way. */
const KEPT_SHARE = 0.9;

export class Connection {
  readonly #owner: Owner;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  #stage: ConnectionStage = 'connecting';
  #ticket: Ticket | null = null;
  /** The request of the current ticket has been written; what comes before that is no answer to it. */
  #asked = false;
  /** A streamed or a large body is still on its way; an answer that comes before its end leaves nothing to reuse. */
  #streaming = false;
  /** That the peer takes no more of a large body: its answer may be here, and is read before the exchange fails. */
  #unwritable: Failure | null = null;
  #retired = false;
  /** When the last exchange ended; -1 before there was one. */
  #idleSinceUs = -1;
  #keptUntilUs = 0;
  /** When the answer of the current ticket was complete; -1 before. */
  #answeredUs = -1;

  constructor(owner: Owner, to: ConnectTo) {
    this.#owner = owner;
    this.#parser = new ResponseParser(owner.maxBodyBytes);
    const reading = { onread: { buffer: readBuffer, callback: (bytes: number) => this.#read(bytes) } };
    this.#socket = to.secure ? connectTls({ ...to.options, ...reading }) : connectTcp({ ...to.options, ...reading });
    this.#socket.on('connect', () => {
      if (to.secure) this.#stage = 'securing';
      else this.#opened();
    });
    if (to.secure) this.#socket.on('secureConnect', () => this.#opened());
    this.#socket.on('error', (error) => this.#broke(error));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => this.#closed());
    watch(this);
  }

  /** Takes a ticket; only to be called on a new or an idle connection. */
  carry(ticket: Ticket): void {
    this.#ticket = ticket;
    this.#asked = false;
    this.#answeredUs = -1;
    this.#parser.begin(ticket.method === 'HEAD', ticket.into);
    arm();
    if (this.#stage !== 'open') return;
    askAtTheEndOfTheTurn(this);
  }

  /** Writes the request it carries, if it still carries one that was not written. */
  ask(): void {
    if (this.#ticket !== null && !this.#asked) this.#ask(this.#ticket);
  }

  /** The peer has said that it keeps the connection no longer than this. */
  isStale(nowUs: number): boolean {
    return nowUs >= this.#keptUntilUs;
  }

  /** Ends the connection and, when it carries one, its exchange; an answer that has come is still handed out. */
  close(cause: Cause, why: string): void {
    this.settle();
    this.#fail(cause, why);
  }

  /** Called every now and then by the deadline watch. */
  look(): boolean {
    const ticket = this.#ticket;
    if (ticket === null || this.#answeredUs >= 0) return false;
    const nowUs = this.#owner.nowUs();
    if (ticket.signal?.aborted) this.#fail('aborted', 'the request was aborted');
    else if (nowUs >= ticket.deadlineUs) this.#tooLate(elapsed(ticket.startedUs, nowUs));
    return this.#ticket !== null;
  }

  #tooLate(waited: string): void {
    if (this.#stage === 'connecting') this.#fail('timeout connecting', `no connection within ${waited}`);
    else if (this.#stage === 'securing') this.#fail('timeout connecting', `no TLS handshake within ${waited}`);
    else if (this.#parser.answering)
      this.#fail('timeout reading', `stopped after ${waited} ${this.#parser.progress()}`);
    else this.#fail('timeout waiting', `no status line within ${waited}`);
  }

  #opened(): void {
    this.#stage = 'open';
    if (this.#ticket !== null) this.#ask(this.#ticket);
  }

  #ask(ticket: Ticket): void {
    this.#asked = true;
    const { head, body } = ticket;
    if (typeof head !== 'string') {
      ticket.bytesSent += head.length;
      this.#socket.write(head);
      return;
    }
    if (body !== null && !(body instanceof Uint8Array)) {
      void this.#stream(ticket, head, body);
      return;
    }
    if (body === null || body.length === 0) {
      ticket.bytesSent += head.length;
      this.#socket.write(head, 'latin1');
      return;
    }
    ticket.bytesSent += head.length + body.length;
    if (body.length <= JOINED_BODY_BYTES) {
      const message = roomFor(head.length + body.length);
      message.write(head, 'latin1');
      message.set(body, head.length);
      this.#socket.write(message);
      return;
    }
    this.#streaming = true;
    const asBefore = outliveBrokenWrites(this.#socket);
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#socket.write(body, (error) => {
      if (error || this.#ticket !== ticket) return;
      asBefore();
      this.#streaming = false;
    });
    this.#socket.uncork();
  }

  async #stream(ticket: Ticket, head: string, body: StreamedBody): Promise<void> {
    this.#streaming = true;
    const asBefore = outliveBrokenWrites(this.#socket);
    ticket.bytesSent += head.length;
    this.#socket.write(head, 'latin1');
    const broken = await sendStreamed(this.#socket, body, (bytes) => {
      ticket.bytesSent += bytes;
      return this.#ticket === ticket && this.#unwritable === null;
    });
    if (this.#ticket !== ticket || this.#unwritable !== null) return;
    asBefore();
    this.#streaming = false;
    if (broken !== null) this.#fail(broken.cause, broken.why, broken.unsendable);
  }

  #read(bytes: number): boolean {
    const ticket = this.#ticket;
    if (ticket !== null && this.#asked) {
      const parser = this.#parser;
      ticket.bytesReceived += bytes;
      parser.feed(readBuffer, bytes);
      if (parser.done) this.#answered();
      else if (parser.failed) this.#fail(parser.beyondLimit ? 'own limit' : 'protocol', parser.problem);
    } else if (ticket !== null) this.#lost(ticket, 'protocol', 'the peer sent bytes before it was asked');
    else this.#retire();
    return true;
  }

  /** Bytes after the answer may already be here, in a next read or a next TLS record: look at all before reusing. */
  #answered(): void {
    if (this.#answeredUs >= 0) return;
    this.#answeredUs = this.#owner.nowUs();
    settleAtTheEndOfTheTurn(this);
  }

  /** Hands out the answer, if the exchange has not ended otherwise since. */
  settle(): void {
    if (this.#ticket !== null && this.#answeredUs >= 0) this.#settle(this.#ticket, this.#answeredUs);
  }

  #settle(ticket: Ticket, endedUs: number): void {
    const { head, body, reusable, openEnded, trailer } = this.#parser;
    if (head === null) throw new Error('an exchange was settled before its answer had a head');
    this.#parser.body = NO_BYTES; // an idle connection must not keep what nobody else needs
    this.#ticket = null;
    this.#idleSinceUs = endedUs;
    this.#keptUntilUs = endedUs + head.keptAliveMs * KEPT_SHARE * 1000;
    if (reusable && !this.#retired && !this.#streaming && this.#socket.writableLength === 0) this.#owner.onIdle(this);
    else this.#retire();
    // The watch looks only now and then: an answer may come between the deadline and its look.
    if (endedUs <= ticket.deadlineUs) ticket.settle(new Answered(head, body, ticket, endedUs, openEnded, trailer));
    else ticket.settle(unanswered('timeout waiting', late(ticket, endedUs), ticket, endedUs));
  }

  /** The peer has finished sending. */
  #ended(): void {
    const ticket = this.#ticket;
    this.#retire();
    if (ticket === null || this.#stage !== 'open') return;
    this.#parser.end();
    const why = this.#unwritable?.why ?? `the peer closed the connection ${this.#parser.progress()}`;
    this.#lost(ticket, 'reset', why);
  }

  #broke(error: NodeJS.ErrnoException): void {
    const failure = failureOf(error, this.#stage, this.#parser.progress());
    const { cause, why } = failure;
    const ticket = this.#ticket;
    if (this.#streaming && ticket !== null && !this.#socket.destroyed) {
      this.#unwritable = failure;
      whenAllIsRead(
        () => ticket.bytesReceived,
        () => this.#ticket === ticket && this.#lost(ticket, cause, why),
      );
      return;
    }
    if (ticket !== null) this.#lost(ticket, cause, why);
    this.#retire();
  }

  #closed(): void {
    const { cause, why } = this.#unwritable ?? {
      cause: 'reset',
      why: `the connection closed ${this.#parser.progress()}`,
    };
    if (this.#ticket !== null) this.#lost(this.#ticket, cause, why);
    unwatch(this);
    this.#retire();
    this.#parser.drop();
    this.#owner.onClosed(this);
  }

  /** The connection ended under its exchange: it has its answer, another connection carries it, or it failed. */
  #lost(ticket: Ticket, cause: Cause, why: string): void {
    this.#retire();
    if (this.#parser.done) this.#settle(ticket, this.#answeredUs >= 0 ? this.#answeredUs : this.#owner.nowUs());
    else if (this.#idleSinceUs >= 0 && ticket.bytesReceived === 0 && this.#owner.sendsAgain(ticket))
      this.#ticket = null;
    else this.#fail(cause, why);
  }

  #fail(cause: Cause, why: string, unsendable = false): void {
    const ticket = this.#ticket;
    this.#ticket = null;
    this.#retire();
    if (ticket !== null) ticket.settle({ ...unanswered(cause, why, ticket, this.#owner.nowUs()), unsendable });
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#owner.onRetired(this);
    this.#socket.destroy();
  }
}

function late({ startedUs, deadlineUs }: Ticket, endedUs: number): string {
  return `no whole answer within ${elapsed(startedUs, deadlineUs)}: it was there after ${elapsed(startedUs, endedUs)}`;
}

function elapsed(fromUs: number, toUs: number): string {
  return `${Math.round((toUs - fromUs) / 1000)} ms`;
}
