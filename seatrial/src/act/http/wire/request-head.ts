/**
 * The head of a request, as text. Whatever could be read as a second request or as other framing than ours is refused
 * here, before a byte is sent, so a journey that builds a target from hostile data cannot smuggle.
 */
import { defaultPort, hostAndPort } from '../../../std/host.ts';
import type { Origin } from './exchange.ts';

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const TARGET = /^(?:\/[\x21-\x7e]*|\*)$/;
const FIELD_LINES = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;
/** Fields that frame the message or steer the connection: this client writes them itself, or not at all. */
const OURS = /^(?:content-length|connection|transfer-encoding|expect|upgrade)[ \t]*:/im;

const HOST = /^host:[ \t]*(.*?)[ \t]*\r\n/gim;
const HOST_VALUE = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+;=-]+)(?::[0-9]*)?$/;

export class RequestHead {
  readonly #ownHost: string;
  /** What `Host` says, and `:authority`: the address, or what the fields passed last say. */
  host: string;
  #checkedMethod = '';
  #checkedFields = '';
  #beforeTarget = '';
  #afterTarget: string;
  /** What was sent last without a body: its target, its text, and from the second time on the bytes of that. */
  #last: { readonly target: string; readonly text: string; bytes: Buffer | null } | null = null;

  constructor(origin: Origin) {
    const { secure, host, port } = origin;
    this.#ownHost = port === defaultPort(secure) ? hostAndPort(host) : hostAndPort(host, port);
    this.host = this.#ownHost;
    this.#afterTarget = ` HTTP/1.1\r\nHost: ${this.host}\r\n`;
  }

  /** Why this request must not be sent; empty when it may be. Method and fields are checked again only when they change. */
  problem(method: string, target: string, fields: string): string {
    if (target !== this.#last?.target && !TARGET.test(target))
      return `the target ${JSON.stringify(target)} is not a path of printable ASCII without spaces; percent-encode it`;
    if (method !== this.#checkedMethod) {
      if (!METHOD.test(method) || method === 'CONNECT')
        return `${JSON.stringify(method)} is not a method this client sends`;
      this.#checkedMethod = method;
      this.#last = null;
      this.#beforeTarget = `${method} `;
    }
    if (fields !== this.#checkedFields) {
      if (!FIELD_LINES.test(fields))
        return 'the headers are not complete "Name: value" lines of latin-1 text without control characters';
      const ours = OURS.exec(fields);
      if (ours)
        return `the header ${ours[0].slice(0, -1)} is left to the client, which frames messages and keeps connections; take it out`;
      const [named, another] = fields.matchAll(HOST);
      if (another) return 'two Host headers; give one';
      const host = named?.[1] ?? this.#ownHost;
      if (named && !HOST_VALUE.test(host))
        return `the header Host: ${JSON.stringify(host)} names no host; write it as shop.example or shop.example:8080`;
      this.host = host;
      this.#checkedFields = fields;
      this.#last = null;
      this.#afterTarget = ` HTTP/1.1\r\nHost: ${host}\r\n${named ? without(fields, named) : fields}`;
    }
    return '';
  }

  /**
   * The head of the request that `problem` has just passed; `bodyBytes` is null when there is no body and undefined when
   * there is one that nobody has measured: it is sent in chunks.
   */
  text(target: string, bodyBytes: number | null | undefined): string | Buffer {
    if (bodyBytes === null) return this.#bodiless(target);
    const start = this.#beforeTarget + target + this.#afterTarget;
    if (bodyBytes === undefined) return `${start}Transfer-Encoding: chunked\r\n\r\n`;
    return `${start}Content-Length: ${bodyBytes}\r\n\r\n`;
  }

  /** Journeys ask for the same again and again: bytes are cheaper to write than text, but dearer to make. */
  #bodiless(target: string): string | Buffer {
    if (this.#last?.target === target) {
      this.#last.bytes ??= Buffer.from(this.#last.text, 'latin1');
      return this.#last.bytes;
    }
    // Methods that usually carry a body say that there is none (RFC 9110, 8.6); some servers wait for one otherwise.
    const method = this.#checkedMethod;
    const none = method === 'POST' || method === 'PUT' || method === 'PATCH' ? 'Content-Length: 0\r\n' : '';
    const text = `${this.#beforeTarget}${target}${this.#afterTarget}${none}\r\n`;
    this.#last = { target, text, bytes: null };
    return text;
  }
}

function without(text: string, { 0: match, index }: RegExpExecArray): string {
  return text.slice(0, index) + text.slice(index + match.length);
}
