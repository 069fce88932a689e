/**
 * One connection that carries one exchange at a time. It reads into a buffer it shares with every other connection of
 * the thread (the parser copies what must live) and ends its exchange exactly once, in an answer or in a cause.
 *
 * Invariant: an exchange that failed takes its connection with it; only an answer that ended cleanly leaves it idle.
 */
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Cause } from '../../../evidence/records.ts';
import { arm, unwatch, watch } from './deadline-watch.ts';
import { Answered, type Exchange, type Measured, unanswered } from './exchange.ts';
import { failureOf, type Stage } from './failure.ts';
import { ResponseParser } from './response-parser.ts';

/** One request on its way, and what is measured of it. */
export interface Ticket {
  readonly method: string;
  readonly head: string;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal | undefined;
  readonly startedUs: number;
  readonly deadlineUs: number;
  readonly connectDeadlineUs: number;
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
  idle(connection: Connection): void;
  /** The connection must not be used any more. */
  retired(connection: Connection): void;
  /** The socket is gone. */
  closed(connection: Connection): void;
  /** The connection was used before and closed before any byte of an answer; true when the owner sends the ticket anew. */
  sendsAgain(ticket: Ticket): boolean;
}

/** Bodies up to this size travel in one write with their head; larger ones are not copied. */
const JOINED_BODY_BYTES = 16 * 1024;
const READ_BYTES = 64 * 1024;
const sharedReadBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

export class Connection {
  readonly #owner: Owner;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  #stage: Stage = 'connecting';
  #ticket: Ticket | null = null;
  #used = false;
  #retired = false;

  constructor(owner: Owner, options: { host: string; port: number } | ConnectionOptions, secure: boolean) {
    this.#owner = owner;
    this.#parser = new ResponseParser(owner.maxBodyBytes);
    const onread: OnReadOpts = { buffer: sharedReadBuffer, callback: (bytes) => this.#read(bytes) };
    const all = { ...options, onread, noDelay: true } as never;
    this.#socket = secure ? connectTls(all) : connectTcp(all);
    this.#socket.on('connect', () => {
      if (secure) this.#stage = 'securing';
      else this.#opened();
    });
    if (secure) this.#socket.on('secureConnect', () => this.#opened());
    this.#socket.on('error', (error) => this.#broke(error));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => this.#closed());
    watch(this);
  }

  /** Takes a ticket; only to be called on a new or an idle connection. */
  carry(ticket: Ticket): void {
    this.#ticket = ticket;
    arm();
    if (this.#stage === 'open') this.#write(ticket);
  }

  /** Ends the connection and, when it carries one, its exchange. */
  close(cause: Cause, why: string): void {
    this.#fail(cause, why);
  }

  /** Called every now and then by the deadline watch. */
  look(): boolean {
    const ticket = this.#ticket;
    if (ticket === null) return false;
    const nowUs = this.#owner.nowUs();
    if (ticket.signal?.aborted) this.#fail('aborted', 'the request was aborted');
    else if (this.#stage !== 'open' && nowUs >= ticket.connectDeadlineUs) {
      const what = this.#stage === 'connecting' ? 'no connection' : 'no TLS handshake';
      this.#fail('timeout connecting', `${what} within ${elapsed(ticket.startedUs, nowUs)}`);
    } else if (nowUs >= ticket.deadlineUs) {
      const waited = elapsed(ticket.startedUs, nowUs);
      if (this.#parser.answering) this.#fail('timeout reading', `stopped after ${waited} ${this.#parser.progress()}`);
      else this.#fail('timeout waiting', `no status line within ${waited}`);
    }
    return this.#ticket !== null;
  }

  #opened(): void {
    this.#stage = 'open';
    if (this.#ticket !== null) this.#write(this.#ticket);
  }

  #write(ticket: Ticket): void {
    this.#parser.begin(ticket.method === 'HEAD');
    const { head, body } = ticket;
    if (body === null || body.length === 0) {
      ticket.bytesSent += head.length;
      this.#socket.write(head, 'latin1');
      return;
    }
    ticket.bytesSent += head.length + body.length;
    if (body.length <= JOINED_BODY_BYTES) {
      const message = Buffer.allocUnsafe(head.length + body.length);
      message.write(head, 'latin1');
      message.set(body, head.length);
      this.#socket.write(message);
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #read(bytes: number): boolean {
    const ticket = this.#ticket;
    if (ticket === null) {
      this.#retire();
      return true;
    }
    ticket.bytesReceived += bytes;
    const parser = this.#parser;
    parser.feed(sharedReadBuffer, bytes);
    if (parser.done) this.#answer(ticket, parser.reusable);
    else if (parser.failed) this.#fail('protocol', parser.problem);
    return true;
  }

  #answer(ticket: Ticket, reusable: boolean): void {
    const { head, body } = this.#parser;
    if (head === null) return;
    this.#ticket = null;
    this.#used = true;
    if (reusable && !this.#retired) this.#owner.idle(this);
    else this.#retire();
    const endedUs = this.#owner.nowUs();
    ticket.settle(new Answered(head, body, ticket.startedUs, endedUs, ticket.bytesSent, ticket.bytesReceived));
  }

  /** The peer has finished sending. */
  #ended(): void {
    const ticket = this.#ticket;
    if (ticket !== null && this.#stage === 'open') {
      this.#parser.end();
      if (this.#parser.done) this.#answer(ticket, false);
      else this.#lost(ticket, 'reset', `the peer closed the connection ${this.#parser.progress()}`);
    }
    this.#retire();
  }

  #broke(error: NodeJS.ErrnoException): void {
    const { cause, why } = failureOf(error, this.#stage, this.#parser.progress());
    if (this.#ticket !== null) this.#lost(this.#ticket, cause, why);
    this.#retire();
  }

  #closed(): void {
    if (this.#ticket !== null) this.#lost(this.#ticket, 'reset', `the connection closed ${this.#parser.progress()}`);
    unwatch(this);
    this.#retire();
    this.#owner.closed(this);
  }

  /** The connection ended under its exchange: another one may carry it, else it failed. */
  #lost(ticket: Ticket, cause: Cause, why: string): void {
    this.#retire();
    if (this.#used && ticket.bytesReceived === 0 && this.#owner.sendsAgain(ticket)) this.#ticket = null;
    else this.#fail(cause, why);
  }

  #fail(cause: Cause, why: string): void {
    const ticket = this.#ticket;
    this.#ticket = null;
    this.#retire();
    if (ticket !== null) ticket.settle(unanswered(cause, why, measured(ticket, this.#owner.nowUs())));
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#owner.retired(this);
    this.#socket.destroy();
  }
}

function measured(ticket: Ticket, endedUs: number): Measured {
  return { startedUs: ticket.startedUs, endedUs, bytesSent: ticket.bytesSent, bytesReceived: ticket.bytesReceived };
}

function elapsed(fromUs: number, toUs: number): string {
  return `${Math.round((toUs - fromUs) / 1000)} ms`;
}
