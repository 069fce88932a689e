/**
 * The port: connections and how many are admitted, a name for every request, and the face that answers it. Slow clients are cut when
 * nothing moves for a while, however large their upload.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createFilesFace } from '../files/face.ts';
import { isReserved } from '../files/reserved.ts';
import type { Logger } from '../log.ts';
import type { Parts } from '../parts.ts';
import { OverloadedError } from './face.ts';
import { answerFailure } from './failure.ts';
import { createS3Face } from './s3-face.ts';

const idleMs = 60_000;

export function createHttpServer(parts: Parts, log: Logger): Server {
  const files = createFilesFace(parts);
  const s3 = createS3Face(parts);
  const admitted = new WeakSet<Socket>();
  const processId = randomBytes(4).toString('hex').toUpperCase();
  let requests = 0;
  let openConnections = 0;
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 });
  server.timeout = idleMs;
  server.on('connection', (socket: Socket) => {
    openConnections += 1;
    if (parts.admit(openConnections)) admitted.add(socket);
    socket.once('close', () => {
      openConnections -= 1;
    });
  });

  const take = (request: IncomingMessage, response: ServerResponse, waiting: boolean): void => {
    requests += 1;
    const id = `${processId}${requests.toString(16).toUpperCase().padStart(8, '0')}`;
    response.setHeader('x-amz-request-id', id);
    response.once('close', () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
    const exchange = { id, log: log.child({ requestId: id }), request, response, waiting };
    const face = isReserved(request.url ?? '/') ? files : s3;
    const answered = admitted.has(request.socket) ? face.answer(exchange) : overloaded(response);
    answered.catch((error: unknown) => answerFailure(exchange, error, face.refuse(error)));
  };
  server.on('request', (request, response) => take(request, response, false));
  server.on('checkContinue', (request, response) => take(request, response, true));
  return server;
}

async function overloaded(response: ServerResponse): Promise<never> {
  response.setHeader('connection', 'close');
  throw new OverloadedError('More connections are open than the store admits.');
}
