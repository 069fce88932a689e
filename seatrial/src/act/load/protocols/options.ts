/** The options of what a user speaks beside `t.http`, each with what it must be. */

import { wrongValue } from '../../../plan/mistake.ts';
import type { GrpcOptions, GrpcService } from '../../../plan/protocols/grpc.ts';
import type { EventStreamOptions, NextEventOptions } from '../../../plan/protocols/server-sent-events.ts';
import type { MessageOptions, WebSocketConnection, WebSocketOptions } from '../../../plan/protocols/websocket.ts';
import { mostOf } from '../count/open-step.ts';
import {
  anything,
  type Check,
  callable,
  duration,
  flag,
  listOf,
  type OptionChecks,
  oneOrMore,
  type Refusing,
  record,
  stepNamed,
  text,
} from '../options.ts';
import { REQUEST } from './http/request-options.ts';

const { headers, body, json, query, redirects } = REQUEST;
/** How large is too large, `open-step.ts` says. */
const limit: Check = (what, value) => void mostOf(what, value as number);
/** Tags are looked at where sets of tags are told apart. */
const STEP = { timeout: duration, name: stepNamed, tags: anything } as const;

export const WEBSOCKET: OptionChecks<WebSocketOptions> = {
  ...STEP,
  headers,
  protocols: listOf(text),
  maxMessageBytes: limit,
  compressed: flag,
};

export const SEND: OptionChecks<NonNullable<Parameters<WebSocketConnection['send']>[1]>> = {
  timeout: duration,
  name: stepNamed,
};
export const EXCHANGE: OptionChecks<MessageOptions> = { ...SEND, matching: callable };
export const RECEIVE: OptionChecks<NonNullable<Parameters<WebSocketConnection['receive']>[0]>> = {
  ...EXCHANGE,
  optional: flag,
};

export const EVENTS: OptionChecks<EventStreamOptions> = {
  ...STEP,
  headers,
  body,
  json,
  query,
  method: text,
  redirects,
  lastEventId: text,
  maxEventCharacters: limit,
};
export const NEXT_EVENT: OptionChecks<NextEventOptions> = { timeout: duration, optional: flag };

const fileUrl: Check = (what, value) => {
  if (!(value instanceof URL))
    throw wrongValue(what, value, 'a URL', "write new URL('./orders.proto', import.meta.url)");
};
const metadata: Check = (what, value) => {
  if (typeof value !== 'string' && !Buffer.isBuffer(value)) throw wrongValue(what, value, 'text or a Buffer');
};

export const SERVICE: OptionChecks<GrpcService> = {
  proto: fileUrl,
  includes: listOf(fileUrl),
  reflection: flag,
  service: text,
  url: text,
  maxMessageBytes: limit,
};
export const CALL: OptionChecks<GrpcOptions> = { ...STEP, metadata: record(metadata), expect: oneOrMore(text) };

/** Throws, and tells the desk, unless it can be sent as a message. */
export function checkMessage(desk: Refusing, what: string, data: unknown): void {
  if (typeof data === 'string' || data instanceof Uint8Array) return;
  throw desk.refused(
    wrongValue(what, data, 'text or bytes', 'give a string or a Uint8Array; JSON.stringify makes text'),
  );
}
