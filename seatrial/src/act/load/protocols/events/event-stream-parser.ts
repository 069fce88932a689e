/**
 * Reads a stream of server-sent events, cut anywhere: bytes in, events out. Pure; the grammar and what is done with each
 * field are those of the WHATWG HTML standard, 9.2.5 and 9.2.6. An event the stream ends within is no event.
 */

export interface ParsedEvent {
  /** `message` where the peer named none. */
  readonly event: string;
  readonly data: string;
  /** The last id given up to this event. */
  readonly id: string;
}

export class EventStreamParser {
  /** The last id a block ended with, also one without data; what a stream that goes on begins from. */
  lastId: string;
  readonly #onEvent: (event: ParsedEvent) => void;
  readonly #maxCharacters: number;
  /** Holds back a character that is cut in two. Left to take the byte order mark away, it takes two where one is cut. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #begun = false;
  #line = '';
  #skipLineFeed = false;
  #event = '';
  #data = '';
  #hasData = false;
  #id: string;
  /** How long the peer wants to be left alone before reconnecting; null unless it said so. */
  retryMs: number | null = null;

  /** `maxCharacters` bounds what one event may hold; `id` is the last one of the stream that this one goes on with. */
  constructor(onEvent: (event: ParsedEvent) => void, maxCharacters: number, id = '') {
    this.#onEvent = onEvent;
    this.#maxCharacters = maxCharacters;
    this.#id = id;
    this.lastId = id;
  }

  /** Reads on; false when an event grew beyond the limit, after which the parser is of no more use. */
  push(bytes: Uint8Array): boolean {
    const text = this.#decoder.decode(bytes, { stream: true });
    let start = !this.#begun && text.startsWith('\uFEFF') ? 1 : 0;
    this.#begun ||= text !== '';
    for (let end = start; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code !== LINE_FEED && code !== CARRIAGE_RETURN) {
        this.#skipLineFeed = false;
        continue;
      }
      if (!(code === LINE_FEED && this.#skipLineFeed)) this.#readLine(this.#line + text.slice(start, end));
      this.#skipLineFeed = code === CARRIAGE_RETURN;
      this.#line = '';
      start = end + 1;
    }
    this.#line += text.slice(start);
    return this.#line.length + this.#data.length <= this.#maxCharacters;
  }

  #readLine(line: string): void {
    const colon = line.indexOf(':');
    if (line === '') this.#dispatch();
    if (line === '' || colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data += this.#hasData ? `\n${value}` : value;
      this.#hasData = true;
    } else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): void {
    this.lastId = this.#id;
    if (this.#hasData) this.#onEvent({ event: this.#event || 'message', data: this.#data, id: this.#id });
    this.#event = '';
    this.#data = '';
    this.#hasData = false;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
