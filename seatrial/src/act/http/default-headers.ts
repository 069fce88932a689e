/**
 * What a system's options add to each request to it: headers, and how to log in. They are for that system's own origins only;
 * a request's own header of the same name goes before, and `null` leaves one out.
 */
import type { HeaderMap } from '../../plan/protocols/http.ts';
import { DEFAULT_HEADERS, headerBlockOf } from './request.ts';

export class DefaultHeaders {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #origins: ReadonlySet<string>;
  readonly #block: string;
  /** Every line of a header block that one of them may have made. */
  readonly #lines: RegExp | null;

  constructor(headers: Readonly<Record<string, string>>, urls: readonly string[]) {
    const names = Object.keys(headers);
    this.#headers = headers;
    this.#origins = new Set(
      names.length === 0 ? [] : urls.filter((url) => url !== '').map((url) => new URL(url).origin),
    );
    this.#block = names.length === 0 ? DEFAULT_HEADERS : headerBlockOf(headers);
    const written = names.map((name) => name.replaceAll(/[.*+?^$|]/g, '\\$&')).join('|');
    this.#lines = names.length === 0 ? null : new RegExp(`^(?:${written}):.*\\r\\n`, 'gim');
  }

  /** The header lines of a request to that origin that has no headers itself. */
  blockFor(origin: string): string {
    return this.#origins.has(origin) ? this.#block : DEFAULT_HEADERS;
  }

  /** The headers of a request to that origin, without those it leaves out. */
  with(origin: string, own: HeaderMap | undefined): HeaderMap | undefined {
    if (!this.#origins.has(origin)) return own;
    if (own === undefined) return this.#headers;
    const given = new Set(Object.keys(own).map((name) => name.toLowerCase()));
    const added = Object.entries(this.#headers).filter(([name]) => !given.has(name.toLowerCase()));
    return { ...Object.fromEntries(added), ...own };
  }

  /** As `with`, for clients that take no `null`. */
  sent(origin: string, own: HeaderMap | undefined): Readonly<Record<string, string | number>> {
    const all = Object.entries(this.with(origin, own) ?? {});
    return Object.fromEntries(all.filter((entry): entry is [string, string | number] => entry[1] !== null));
  }

  /**
   * The header block of a request that was redirected to that origin: without them anywhere else, and with those that it has
   * lost on the way where it is the system's; `own` are the headers of the request, which go before.
   */
  moved(headerBlock: string, to: string, own: HeaderMap = {}): string {
    if (this.#lines === null) return headerBlock;
    if (!this.#origins.has(to)) return headerBlock.replace(this.#lines, '');
    const written = [...headerBlock.matchAll(/^[^:\r\n]+/gm)].map(([name]) => name);
    const given = new Set([...written, ...Object.keys(own)].map((name) => name.toLowerCase()));
    const lost = Object.entries(this.#headers).filter(([name]) => !given.has(name.toLowerCase()));
    return headerBlock + lost.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  }
}

export const NO_DEFAULTS = new DefaultHeaders({}, []);
