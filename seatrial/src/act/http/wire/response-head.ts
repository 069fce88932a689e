/**
 * The head of a response, from its text: status, framing, whether the connection may be used again. Pure.
 *
 * Strict where leniency lets two readers see two different messages (RFC 9112, 6.3 and 11.2): no space before a
 * colon, no control characters, one Content-Length, never Content-Length and Transfer-Encoding together, no
 * coding but `chunked`. A refusal is a sentence, not an exception.
 */

/** Bodies that end by their own framing, or with the connection, have these in place of a length. */
export const CHUNKED = -1;
export const UNTIL_CLOSE = -2;

const HEAD =
  /^HTTP\/1\.[01] [1-9][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/;
const STATUS_LINE = /^HTTP\/1\.[01] [1-9][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;

export class ResponseHead {
  readonly text: string;
  readonly status: number;
  /** The body's length in bytes as announced, CHUNKED or UNTIL_CLOSE. */
  readonly length: number;
  /** The peer lets the connection live. */
  readonly persistent: boolean;
  /** How long the peer says it keeps an idle connection; Infinity when it says nothing. */
  readonly keptAliveMs: number;
  readonly setsCookies: boolean;
  #headers: Readonly<Record<string, string>> | null = null;
  #bytes: Buffer | null = null;

  constructor(
    text: string,
    status: number,
    length: number,
    persistent: boolean,
    keptAliveMs: number,
    setsCookies: boolean,
  ) {
    this.text = text;
    this.status = status;
    this.length = length;
    this.persistent = persistent;
    this.keptAliveMs = keptAliveMs;
    this.setsCookies = setsCookies;
  }

  /** `text` as it came: one byte a character. Made at the first look. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text, 'latin1');
    return this.#bytes;
  }

  /** Names in lower case; repeated headers joined with `, `, `set-cookie` with a line feed. Made at the first look. */
  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= readFields(this.text, this.text.indexOf('\r\n') + 2);
    return this.#headers;
  }
}

/**
 * Reads a complete head, from `HTTP/1.1` to the empty line. Returns a sentence when it is refused.
 * Example: `readHead('HTTP/1.1 204 No Content\r\n\r\n')` has status 204 and, so far as its head says, no end but the connection's.
 */
export function readHead(text: string): ResponseHead | string {
  if (!HEAD.test(text)) {
    const unfolded = withoutFolds(text, text.indexOf('\r\n') + 2);
    return unfolded === text ? firstBadLine(text) : readHead(unfolded);
  }
  const modern = text.charCodeAt(7) === 0x31;
  let length = UNTIL_CLOSE;
  let persistent = modern;
  let coded = false;
  let setsCookies = false;
  let keptAliveMs = Number.POSITIVE_INFINITY;
  let start = text.indexOf('\r\n') + 2;
  for (let end = text.indexOf('\r\n', start); end > start; start = end + 2, end = text.indexOf('\r\n', start)) {
    // The names that matter have these lengths; no other name is cut out of the text.
    const colon = text.indexOf(':', start);
    const size = colon - start;
    if (size !== 10 && size !== 14 && size !== 17) continue;
    const name = text.slice(start, colon).toLowerCase();
    const value = trimmed(text, colon + 1, end);
    if (name === 'connection') {
      const options = value.toLowerCase().split(',');
      if (options.some((option) => option.trim() === 'close')) persistent = false;
      else if (!modern && options.some((option) => option.trim() === 'keep-alive')) persistent = true;
    } else if (name === 'keep-alive') {
      const seconds = /(?:^|[ ,])timeout=([0-9]{1,9})/i.exec(value)?.[1];
      if (seconds !== undefined) keptAliveMs = Number(seconds) * 1000;
    } else if (name === 'content-length') {
      const bytes = /^[0-9]{1,15}$/.test(value) ? Number(value) : listedLength(value);
      if (bytes === null) return `Content-Length ${shown(value)} is not a number of bytes`;
      if (length >= 0 && length !== bytes) return `two Content-Lengths, ${length} and ${bytes}`;
      length = bytes;
    } else if (name === 'transfer-encoding') {
      if (coded || value.toLowerCase() !== 'chunked') return `Transfer-Encoding ${shown(value)} was not asked for`;
      if (!modern) return 'Transfer-Encoding in an HTTP/1.0 response';
      coded = true;
    } else if (name === 'set-cookie') setsCookies = true;
  }
  if (coded && length >= 0) return 'both Content-Length and Transfer-Encoding';
  const status = Number(text.slice(9, 12));
  return new ResponseHead(text, status, coded ? CHUNKED : length, persistent, keptAliveMs, setsCookies);
}

/** A list of one and the same number, as a proxy makes it of lines that came twice, is that number; null for all else. */
function listedLength(value: string): number | null {
  const lengths = value.split(',').map((each) => trimmed(each, 0, each.length));
  const [first = ''] = lengths;
  const areSame = lengths.every((each) => /^[0-9]{1,15}$/.test(each) && Number(each) === Number(first));
  return areSame ? Number(first) : null;
}

/**
 * Lines of fields from `from` on with two blanks for each line break of a fold (RFC 9112, 5.2), so that no byte changes its
 * place. What comes before the first field is no fold, and stays.
 */
export function withoutFolds(text: string, from = 0): string {
  if (isBlank(text.charCodeAt(from))) return text;
  return text.slice(0, from) + text.slice(from).replace(/\r\n(?=[ \t])/g, '  ');
}

/** Whether `text`, complete lines, is nothing but header fields: what a trailer may be. */
export function areFields(text: string): boolean {
  return text
    .split('\r\n')
    .every((line, index, lines) => (index === lines.length - 1 ? line === '' : FIELD_LINE.test(line)));
}

/** Nothing is inherited, so a header called `constructor` is only there when a peer sent it. */
const BARE: object = Object.freeze(Object.create(null));

/** Lines of fields from `from` on, up to the empty one. */
export function readFields(text: string, from = 0): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(BARE);
  let start = from;
  for (let end = text.indexOf('\r\n', start); end > start; start = end + 2, end = text.indexOf('\r\n', start)) {
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    const value = trimmed(text, colon + 1, end);
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}${name === 'set-cookie' ? '\n' : ', '}${value}`;
  }
  return Object.freeze(headers);
}

/** Without spaces and tabs at the ends; `trim` would take the no-break space of latin-1 too. */
function trimmed(text: string, from: number, to: number): string {
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function firstBadLine(text: string): string {
  const [statusLine = '', ...fields] = text.split('\r\n');
  if (!STATUS_LINE.test(statusLine)) return `${shown(statusLine)} is not a status line of HTTP/1.0 or HTTP/1.1`;
  const bad = fields.slice(0, -2).find((line) => !FIELD_LINE.test(line)) ?? '';
  if (/^[ \t]/.test(bad)) return `${shown(bad)} continues a header line, and there is none before it`;
  return `${shown(bad)} is not a header line`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
