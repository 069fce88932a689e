/**
 * A face is one way to speak to a service over HTTP: how a request is answered, and in which shape a client is told what went wrong.
 * Several faces share a port and everything behind it, and none knows another.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@seatrial/service-log';

/** For the log: a query can hold a signature. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

/** One request and the answer it is owed. */
export interface Exchange {
  readonly id: string;
  readonly log: Logger;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client waits for 100 Continue before it sends its body. */
  readonly waiting: boolean;
  /** What is asked for, for the log and the metrics: the face says so as soon as it knows. One of a fixed set of names. */
  operation: string;
}

/** Of a request that no face could make sense of. */
export const UNKNOWN_OPERATION = 'unknown';

export interface Face {
  /** Answers or throws. */
  readonly answer: (exchange: Exchange) => Promise<void>;
  /** How this face says that `error` happened. */
  readonly refuse: (error: unknown) => Refusal;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly send: (exchange: Exchange) => void;
}

/** More connections are open than are admitted. */
export class OverloadedError extends Error {}
