/** One authenticated request on its way through a handler. */
import type { ServerResponse } from 'node:http';
import type { Logger } from '@seatrial/service-log';
import type { Body } from '../auth/body.ts';
import type { Principal } from '../auth/principal.ts';
import type { Query } from '../wire/uri.ts';
import type { Target } from './route.ts';

export interface Call {
  readonly id: string;
  readonly log: Logger;
  readonly target: Target;
  readonly query: Query;
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined: nobody signed. */
  readonly principal: Principal | undefined;
  /** Where the request came from, IPv4 or IPv6, as the socket said when it came; no header is believed. */
  readonly sourceIp: string;
  /** Came over TLS. */
  readonly secure: boolean;
  readonly response: ServerResponse;
  /** The length of the decoded body as announced; throws MissingContentLength or EntityTooLarge. */
  readonly bodyBytes: () => number;
  /** The verified body, once. Asks a waiting client (Expect: 100-continue) to go on. */
  readonly body: () => Body;
}
