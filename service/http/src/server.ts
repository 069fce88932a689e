/**
 * The port: connections and how many are admitted, a name for every request, and the face that answers it. Slow clients are cut when
 * nothing moves for a while, however large their upload.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Logger, withRequestId } from '@seatrial/service-log';
import type { Traffic } from '@seatrial/service-metrics';
import { type Exchange, type Face, OverloadedError, pathOf, UNKNOWN_OPERATION } from './face.ts';
import { answerFailure } from './failure.ts';

const IDLE_MS = 60_000;

/** Whether one more connection may be served, given how many are open, itself included. */
export type Admit = (openConnections: number) => boolean;

export interface PortOptions {
  readonly traffic: Traffic;
  readonly admit: Admit;
  /** The header of every answer that names its request. */
  readonly requestIdHeader: string;
}

/** `faceFor` says which face answers a request. */
export function createHttpServer(
  { traffic, admit, requestIdHeader }: PortOptions,
  faceFor: (request: IncomingMessage) => Face,
  log: Logger,
): Server {
  const admitted = new WeakSet<Socket>();
  const processId = randomBytes(4).toString('hex').toUpperCase();
  let requests = 0;
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 });
  server.timeout = IDLE_MS;
  server.on('connection', (socket: Socket) => {
    if (admit(traffic.connected(socket))) admitted.add(socket);
  });

  const take = (request: IncomingMessage, response: ServerResponse, waiting: boolean): void => {
    requests += 1;
    const id = `${processId}${requests.toString(16).toUpperCase().padStart(8, '0')}`;
    response.setHeader(requestIdHeader, id);
    const exchange: Exchange = { id, log, request, response, waiting, operation: UNKNOWN_OPERATION };
    const beganMs = performance.now();
    traffic.began();
    response.once('close', () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
      const durationMs = performance.now() - beganMs;
      traffic.ended(exchange.operation, outcomeOf(response), durationMs);
      if (log.isLevelEnabled('debug')) withRequestId(id, () => logAccess(exchange, durationMs));
    });
    const face = faceFor(request);
    withRequestId(id, () => {
      const answered = admitted.has(request.socket) ? face.answer(exchange) : overloaded(response);
      answered.catch((error: unknown) => answerFailure(exchange, error, face.refuse(error)));
    });
  };
  server.on('request', (request, response) => take(request, response, false));
  server.on('checkContinue', (request, response) => take(request, response, true));
  // Any other expectation is one that HTTP does not know, and passes over (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => take(request, response, false));
  return server;
}

/** The class of the status, or that the client left before it had all of the answer. */
function outcomeOf(response: ServerResponse): string {
  return response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
}

function logAccess({ log, request, response, operation }: Exchange, durationMs: number): void {
  const { method } = request;
  const status = response.writableFinished ? response.statusCode : 'aborted';
  log.debug({ operation, method, path: pathOf(request), status, durationMs: Math.round(durationMs) }, 'answered');
}

async function overloaded(response: ServerResponse): Promise<never> {
  response.setHeader('connection', 'close');
  throw new OverloadedError('More connections are open than are admitted.');
}
