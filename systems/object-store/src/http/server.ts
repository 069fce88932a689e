/**
 * The HTTP face: one request at a time from head to answer, every failure turned into S3's XML in one place. Once an answer has
 * begun it is never patched up: the connection is cut. Slow clients are cut when nothing moves for a while, however large their upload.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../log.ts';
import type { Parts } from '../parts.ts';
import { S3Error } from '../s3/errors.ts';
import { readHead } from './head.ts';
import { createCall } from './incoming.ts';
import { ClientGoneError, replyError } from './reply.ts';
import { route } from './route.ts';

const idleMs = 60_000;
/** Of a body nobody wants, this much is read and thrown away so that the client sees our answer; then the connection is cut. */
const mostUnwantedBytes = 16 * 1024 * 1024;

export function createHttpServer(parts: Parts, log: Logger): Server {
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
    const requestLog = log.child({ requestId: id });
    serve({ request, response, waiting, id, log: requestLog, admitted: admitted.has(request.socket) }, parts).catch(
      (error: unknown) => answerFailure(request, response, id, requestLog, error),
    );
  };
  server.on('request', (request, response) => take(request, response, false));
  server.on('checkContinue', (request, response) => take(request, response, true));
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client waits for 100 Continue before it sends its body. */
  readonly waiting: boolean;
  readonly id: string;
  readonly log: Logger;
  readonly admitted: boolean;
}

async function serve(exchange: Exchange, parts: Parts): Promise<void> {
  const { request, response, waiting, id, log } = exchange;
  if (!exchange.admitted) {
    response.setHeader('connection', 'close');
    throw new S3Error('SlowDown');
  }
  if (request.method === 'GET' && request.url === '/health') return answerHealth(response, parts);
  const head = readHead(request);
  const target = route(head);
  const identity = parts.authenticate(head, Date.now());
  const { operation } = target;
  if (operation === 'NotImplemented' || operation === 'MethodNotAllowed') throw new S3Error(operation);
  const handler = parts.operations[operation];
  if (handler === undefined) throw new S3Error('NotImplemented');
  await handler(createCall({ request, response, waiting, id, log }, target, head, identity), parts);
}

async function answerHealth(response: ServerResponse, parts: Parts): Promise<void> {
  const problems = await parts.health();
  const body = JSON.stringify({ status: problems.length === 0 ? 'ok' : 'failing', problems });
  response
    .writeHead(problems.length === 0 ? 200 : 503, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

function answerFailure(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  log: Logger,
  error: unknown,
): void {
  const abandoned = response.destroyed || (request.destroyed && !request.complete);
  if (error instanceof ClientGoneError || abandoned) {
    log.debug({ err: error }, 'the client went away');
    response.destroy();
    return;
  }
  const known = error instanceof S3Error ? error : new S3Error('InternalError');
  const about = { method: request.method, url: request.url, code: known.code };
  if (!(error instanceof S3Error)) log.error({ err: error, ...about }, 'a request failed for a reason of our own');
  else if (known.status === 403) log.warn(about, 'a request was refused');
  else log.debug(about, known.message);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  discardRest(request, response);
  replyError(response, known, {
    method: request.method,
    resource: (request.url ?? '').split('?')[0] ?? '',
    requestId: id,
  });
}

function discardRest(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (request.headers.expect !== undefined) response.setHeader('connection', 'close');
  let discardedBytes = 0;
  request.on('data', (part: Buffer) => {
    discardedBytes += part.length;
    if (discardedBytes > mostUnwantedBytes) request.socket.destroy();
  });
}
