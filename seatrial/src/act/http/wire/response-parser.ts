/**
 * Reads one response after another from bytes that may be cut anywhere. Pure: no socket, no clock; it never keeps a
 * reference to the chunk it is fed, so one read buffer can serve every connection.
 *
 * Invariant: whether a response is refused, and what is read from it, never depends on the cuts.
 */
import type { BodySink } from './body-sink.ts';
import { ChunkedBody } from './chunked-body.ts';
import { NO_BYTES } from './exchange.ts';
import { beyondBody as beyond, ownLimit } from './failure.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import { BEYOND_BUDGET } from './held-answers.ts';
import { CHUNKED, type ResponseHead, readHead, UNTIL_CLOSE } from './response-head.ts';
import { roomFor } from './slab.ts';

/** What the heads of one response may hold together, interim ones too: far more than any server is known to send. */
const MAX_HEAD_BYTES = 256 * 1024;
/** What the framing of one body may spend on extensions and trailers. */
const MAX_FRAMING_BYTES = 64 * 1024;

const LF = 10;
const CR = 13;
const OPENING = Buffer.from('HTTP/1.');

const HEAD = 0;
const LENGTH = 1;
const CHUNKS = 2;
const REST = 3;
const DONE = 4;
const FAILED = 5;

/** The last head read by any: services date their answers, so the first of a new second speaks for all of it. */
let latest: ResponseHead | null = null;

export class ResponseParser {
  /** The final head, once it is complete. */
  head: ResponseHead | null = null;
  body: Buffer = NO_BYTES;
  /** Fields that came behind the body, as they came; empty without. */
  trailer = '';
  /** Why the response is refused; empty while it is not. */
  problem = '';
  /** Whether it is refused only for a limit of ours, and is no mistake of the peer. */
  beyondLimit = false;
  /** A status line has arrived, and not one of an interim response: the peer has begun to answer. */
  answering = false;
  /** Bytes came after the end of the response. They are nobody's answer, and the connection cannot be trusted. */
  surplus = false;
  /** Only the end of the connection told where the body ends: whether it is whole cannot be told. */
  openEnded = false;
  #state = DONE;
  #bodiless = false;
  #headBytes = 0;
  #scanned = 0;
  #lineStart = 0;
  #left = 0;
  #chunks: ChunkedBody | null = null;
  /** The last head read here. A service says the same head again and again; the same bytes mean the same. */
  #known: ResponseHead | null = null;
  readonly #held = new GrowingBuffer();
  /** Where the body of a success goes instead of memory; null while bodies are kept. */
  #sink: BodySink | null = null;
  readonly #maxBodyBytes: number;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  get done(): boolean {
    return this.#state === DONE;
  }

  get failed(): boolean {
    return this.#state === FAILED;
  }

  /** After the response the connection can carry another request. */
  get reusable(): boolean {
    return this.#state === DONE && !this.surplus && this.head?.persistent === true;
  }

  /** Expects the response to a new request; `bodiless` is true for HEAD. A `sink` takes the body if it is a success. */
  begin(bodiless: boolean, sink: BodySink | null = null): void {
    this.#sink = sink;
    this.head = null;
    this.body = NO_BYTES;
    this.trailer = '';
    this.problem = '';
    this.beyondLimit = false;
    this.answering = false;
    this.surplus = false;
    this.openEnded = false;
    this.#state = HEAD;
    this.#bodiless = bodiless;
    this.#headBytes = 0;
    this.#scanned = 0;
    this.#lineStart = 0;
    this.#chunks = null;
    if (this.#held.length > 0) this.#held.clear();
  }

  /** Reads the first `length` bytes of `chunk`; then look at `done` and `failed`. */
  feed(chunk: Buffer, length: number): void {
    let at = this.#readKnown(chunk, length);
    while (at < length && this.#state < DONE) {
      if (this.#state === HEAD) at = this.#readHead(chunk, at, length);
      else if (this.#state === LENGTH) at = this.#readLength(chunk, at, length);
      else if (this.#state === CHUNKS) at = this.#readChunks(chunk, at, length);
      else at = this.#readRest(chunk, at, length);
    }
    if (at < length && this.#state === DONE) this.surplus = true;
  }

  /** Nothing more will be fed: gives back what an answer that never came to its end has taken. */
  drop(): void {
    this.#held.clear();
  }

  /** The peer has ended the connection. Only a body without other framing is complete now. */
  end(): void {
    if (this.#state !== REST) return;
    this.openEnded = true;
    this.#finish(this.#taken());
  }

  /** How far the response has come, in words. */
  progress(): string {
    if (this.#state === HEAD)
      return this.answering || this.#scanned > 0 ? 'in the middle of the head' : 'before any answer';
    const { length } = this.#sink ?? this.#held;
    if (this.#state === LENGTH) return `after ${length} of ${this.head?.length} bytes of the body`;
    return `after ${length} bytes of the body`;
  }

  /** Passes over a head whose bytes are those of the last one; its meaning is known. Returns the end of the head, or 0 when its bytes differ from the last one's. */
  #readKnown(chunk: Buffer, length: number): number {
    const known = this.#known;
    if (known === null || this.#state !== HEAD || this.#scanned > 0 || this.#headBytes > 0) return 0;
    const end = known.text.length;
    if (end > length || !known.bytes.equals(chunk.subarray(0, end))) return 0;
    this.answering = true;
    this.#headBytes = end;
    this.#expectBody(known);
    return end;
  }

  #readHead(chunk: Buffer, from: number, to: number): number {
    const heldBefore = this.#held.length;
    let bytes = chunk;
    let start = from;
    let stop = to;
    if (heldBefore > 0) {
      this.#held.append(chunk, from, to);
      bytes = this.#held.bytes;
      start = 0;
      stop = this.#held.length;
    }
    let lineStart = start + this.#lineStart;
    for (let at = start + this.#scanned; at < stop; at++) {
      if (bytes[at] !== LF) continue;
      if (bytes[at - 1] !== CR || at === lineStart)
        return this.#refused('a line of the head does not end in CR LF', to);
      this.answering = true;
      if (at - lineStart === 1) {
        this.#headBytes += at + 1 - start;
        this.#takeHead(bytes.toString('latin1', start, at + 1));
        return from + at + 1 - start - heldBefore;
      }
      lineStart = at + 1;
    }
    this.#scanned = stop - start;
    this.#lineStart = lineStart - start;
    if (heldBefore === 0) this.#held.append(chunk, from, to);
    const opening = Math.min(OPENING.length, this.#scanned);
    if (OPENING.compare(this.#held.bytes, 0, opening, 0, opening) !== 0)
      return this.#refused('the answer is not HTTP/1', to);
    if (this.#headBytes + this.#scanned > MAX_HEAD_BYTES) return this.#refused(TOO_MUCH_HEAD, to, true);
    return to;
  }

  #takeHead(text: string): void {
    this.#held.clear();
    this.#scanned = 0;
    this.#lineStart = 0;
    if (this.#headBytes > MAX_HEAD_BYTES) {
      this.#refuse(TOO_MUCH_HEAD, true);
      return;
    }
    const head = latest?.text === text ? latest : readHead(text);
    if (typeof head === 'string') this.#refuse(head);
    else if (head.status === 101) this.#refuse('101 Switching Protocols, which was not asked for');
    else if (head.status < 200) this.answering = false;
    else {
      this.#known = head;
      latest = head;
      this.#expectBody(head);
    }
  }

  #expectBody(head: ResponseHead): void {
    this.head = head;
    this.#left = head.length;
    if (this.#sink !== null && head.status >= 300) this.#sink = null;
    const maxBytes = this.#sink === null ? this.#maxBodyBytes : Number.POSITIVE_INFINITY;
    if (this.#bodiless || head.length === 0 || head.status === 204 || head.status === 304) this.#finish(NO_BYTES);
    else if (head.length > maxBytes) this.#refuse(beyond(maxBytes), true);
    else if (head.length === UNTIL_CLOSE) this.#state = REST;
    else if (head.length === CHUNKED) {
      this.#state = CHUNKS;
      this.#chunks = new ChunkedBody(maxBytes, MAX_FRAMING_BYTES);
    } else this.#state = LENGTH;
  }

  #readLength(chunk: Buffer, from: number, to: number): number {
    const end = Math.min(to, from + this.#left);
    this.#left -= end - from;
    if (this.#sink !== null) {
      this.#sink.append(chunk, from, end);
      if (this.#left === 0) this.#finish(NO_BYTES);
    } else if (this.#left > 0) this.#held.append(chunk, from, end);
    else if (this.#held.length === 0) this.#finish(copy(chunk, from, end));
    else {
      this.#held.append(chunk, from, end);
      if (!this.#held.isFull) this.#finish(this.#held.take());
    }
    return this.#held.isFull ? this.#refused(BEYOND_BUDGET, to, true) : end;
  }

  #readChunks(chunk: Buffer, from: number, to: number): number {
    const chunks = this.#chunks as ChunkedBody;
    const end = chunks.feed(chunk, from, to, this.#sink ?? this.#held);
    if (this.#held.isFull) return this.#refused(BEYOND_BUDGET, to, true);
    if (chunks.problem !== '') return this.#refused(chunks.problem, to, chunks.beyondLimit);
    if (chunks.done) {
      this.trailer = chunks.trailer;
      this.#finish(this.#taken());
    }
    return end;
  }

  #readRest(chunk: Buffer, from: number, to: number): number {
    if (this.#sink === null && this.#held.length + to - from > this.#maxBodyBytes)
      return this.#refused(beyond(this.#maxBodyBytes), to, true);
    (this.#sink ?? this.#held).append(chunk, from, to);
    return this.#held.isFull ? this.#refused(BEYOND_BUDGET, to, true) : to;
  }

  #taken(): Buffer {
    return this.#sink === null ? this.#held.take() : NO_BYTES;
  }

  #finish(body: Buffer): void {
    this.body = body;
    this.#state = DONE;
  }

  #refuse(problem: string, beyondLimit = false): void {
    this.problem = problem;
    this.beyondLimit = beyondLimit;
    this.#state = FAILED;
  }

  /** Refuses from within a chunk; nothing in it is read any more. */
  #refused(problem: string, at: number, beyondLimit = false): number {
    this.#refuse(problem, beyondLimit);
    return at;
  }
}

const TOO_MUCH_HEAD = ownLimit(`the head of an answer is read up to ${MAX_HEAD_BYTES} bytes, and this one is longer`);

function copy(chunk: Buffer, from: number, to: number): Buffer {
  const bytes = roomFor(to - from);
  chunk.copy(bytes, 0, from, to);
  return bytes;
}
