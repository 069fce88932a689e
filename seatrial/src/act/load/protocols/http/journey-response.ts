/**
 * The answer as a journey sees it: whether it was a failure, and the body in the forms a journey asks for. Headers and
 * texts are made when they are asked for: most journeys never do.
 */
import type { Cause } from '../../../../evidence/records.ts';
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';
import { withoutCredentials } from '../../../../std/sent-credentials.ts';
import type { PassingBody } from '../../../http/wire/body-sink.ts';
import { type Exchange, NO_HEADERS } from '../../../http/wire/exchange.ts';
import { isDenial } from './access-meaning.ts';

export class JourneyResponse implements HttpResponse {
  readonly #exchange: Exchange;
  readonly status: number;
  readonly body: Buffer;
  readonly size: number;
  readonly digest: string;
  readonly cause: Cause | null;
  why: string;
  readonly serviceUs: number;

  /** `passed` is where the body of a success went; null when it was kept. */
  constructor(exchange: Exchange, options: RequestOptions, passed: PassingBody | null) {
    this.status = exchange.status;
    this.#exchange = exchange;
    this.body = exchange.body;
    this.size = passed === null ? exchange.body.length : exchange.body.length + passed.length;
    this.digest = passed === null || exchange.status >= 300 || exchange.cause !== null ? '' : passed.digest();
    this.serviceUs = exchange.endedUs - exchange.startedUs;
    if (exchange.cause !== null) {
      this.cause = exchange.cause;
      this.why = exchange.why;
    } else if (isExpected(exchange.status, options)) {
      this.cause = null;
      this.why = '';
    } else {
      // A status that HTTP does not know is treated as 5xx (RFC 9110, 15).
      const isKnown = exchange.status < 600;
      const kind = isKnown ? Math.floor(exchange.status / 100) : 5;
      this.cause = `status ${kind}xx` as Cause;
      this.why = `status ${exchange.status}${isKnown ? '' : ', which HTTP does not know and a client treats as 5xx'}${exchange.body.length > 0 ? `: ${exchange.body.toString('utf8', 0, 200)}` : ''}`;
    }
  }

  /** What it says of itself may repeat what was asked: these values are taken out of it. */
  hide(credentials: readonly string[]): void {
    this.why = withoutCredentials(this.why, credentials);
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#exchange.headers;
  }

  get trailers(): Readonly<Record<string, string>> {
    return this.#exchange.trailers ?? NO_HEADERS;
  }

  text(): string {
    return textOf(this.body, this.headers['content-type']);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the Http contract; JSON from a peer has no type.
  json(): any {
    try {
      return JSON.parse(this.text());
    } catch {
      return undefined;
    }
  }
}

/** By its `charset`, UTF-8 by default; without a byte order mark, as fetch reads it. */
function textOf(body: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(body);
  } catch {
    return new TextDecoder().decode(body); // a charset that nobody knows
  }
}

function isExpected(status: number, options: RequestOptions): boolean {
  const { expect } = options;
  if (expect !== undefined) return typeof expect === 'number' ? status === expect : expect.includes(status);
  if (options.access && isDenial(status)) return true;
  if (options.reads !== undefined && (status === 404 || status === 410)) return true;
  return status < 400;
}
