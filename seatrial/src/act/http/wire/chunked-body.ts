/**
 * Decodes `Transfer-Encoding: chunked` (RFC 9112, 7.1) however the bytes are cut. Extensions are read over; sizes must be plain hexadecimal and lines must end in CR LF, because a lenient reader and a strict one would find
 * different messages in the same bytes. Pure: it holds a state, no socket.
 */
import type { BodySink } from './body-sink.ts';
import { beyondBody, ownLimit } from './failure.ts';
import { areFields, withoutFolds } from './response-head.ts';

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const SPACE = 32;
const TAB = 9;

const SIZE = 0;
const EXTENSION = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILER = 6;
const DONE = 7;
/** White space between a size and its extension, which a recipient must read over (RFC 9112, 7.1.1). */
const SIZE_SPACE = 8;

/** Sizes longer than this are beyond every limit of ours, and exact in a double. */
const MAX_SIZE_DIGITS = 12;
/** Digits in all, leading zeros included: some servers pad sizes to a fixed width. */
const MAX_DIGITS = 64;

export class ChunkedBody {
  /** Why the framing is refused; empty while it is not. */
  problem = '';
  /** Whether it is refused only for a limit of ours, and is no mistake of the peer. */
  beyondLimit = false;
  #state = SIZE;
  #digits = 0;
  /** Digits behind leading zeros. */
  #significant = 0;
  #left = 0;
  /** Bytes of extensions and trailers so far: what a peer may send without end, and is not let to. */
  #overhead = 0;
  /** Fields behind the last chunk, with the empty line that ends them. */
  trailer = '';
  readonly #maxOverheadBytes: number;
  readonly #maxBodyBytes: number;

  constructor(maxBodyBytes: number, maxOverheadBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#maxOverheadBytes = maxOverheadBytes;
  }

  get done(): boolean {
    return this.#state === DONE;
  }

  /** Appends data in `chunk` to `body`; returns the position after the last byte that belongs to this body. */
  feed(chunk: Buffer, from: number, to: number, body: BodySink): number {
    let at = from;
    while (at < to && this.#state !== DONE && this.problem === '') {
      if (this.#state === DATA) {
        const taken = Math.min(this.#left, to - at);
        body.append(chunk, at, at + taken);
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#state = DATA_CR;
      } else {
        this.#step(chunk[at] as number, body.length);
        at++;
      }
    }
    return at;
  }

  /** One byte of framing. */
  #step(byte: number, bodyBytes: number): void {
    switch (this.#state) {
      case SIZE:
        this.#size(byte);
        return;
      case SIZE_SPACE:
        this.#count();
        if (byte === SEMICOLON) this.#state = EXTENSION;
        else if (byte !== SPACE && byte !== TAB)
          this.problem = 'a chunk size that is followed by neither an extension nor CR LF';
        return;
      case EXTENSION:
        this.#count();
        if (byte === CR) this.#state = SIZE_LF;
        else if (byte === LF || byte === 0) this.problem = 'a chunk extension with a bare line feed or a NUL';
        return;
      case SIZE_LF:
        if (byte !== LF) this.problem = 'a chunk size line that does not end in CR LF';
        else if (bodyBytes + this.#left > this.#maxBodyBytes) this.#beyond(beyondBody(this.#maxBodyBytes));
        this.#state = this.#left === 0 ? TRAILER : DATA;
        this.#digits = 0;
        this.#significant = 0;
        return;
      case DATA_CR:
        if (byte !== CR) this.problem = 'a chunk longer than its size';
        this.#state = DATA_LF;
        return;
      case DATA_LF:
        if (byte !== LF) this.problem = 'a chunk longer than its size';
        this.#state = SIZE;
        return;
      default:
        this.#trail(byte);
    }
  }

  #size(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      if (this.#left > 0 || digit > 0) this.#significant++;
      if (++this.#digits > MAX_DIGITS || this.#significant > MAX_SIZE_DIGITS)
        this.#beyond(ownLimit(`the size of a chunk is read up to ${MAX_SIZE_DIGITS} digits, and this one has more`));
    } else if (this.#digits === 0) this.problem = 'a chunk without a size';
    else if (byte === CR) this.#state = SIZE_LF;
    else if (byte === SEMICOLON) this.#state = EXTENSION;
    else if (byte === SPACE || byte === TAB) this.#state = SIZE_SPACE;
    else this.problem = 'a chunk size that is not hexadecimal';
  }

  #trail(byte: number): void {
    this.#count();
    this.trailer += String.fromCharCode(byte);
    if (byte !== LF) return;
    if (this.trailer === '\r\n' || this.trailer.endsWith('\r\n\r\n')) {
      this.trailer = withoutFolds(this.trailer);
      if (!areFields(this.trailer.slice(0, -2))) this.problem = 'a trailer that is not made of header lines';
      this.#state = DONE;
    } else if (!this.trailer.endsWith('\r\n')) this.problem = 'a trailer line that does not end in CR LF';
  }

  #count(): void {
    if (++this.#overhead <= this.#maxOverheadBytes) return;
    const most = `chunk extensions and trailers are read up to ${this.#maxOverheadBytes} bytes`;
    this.#beyond(ownLimit(`${most}, and these are longer`));
  }

  #beyond(problem: string): void {
    this.problem = problem;
    this.beyondLimit = true;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
