/**
 * What happens when answering failed, whichever face it was: the log knows why, the client gets the face's refusal. Once an answer has
 * begun it is never patched up: the connection is cut.
 */
import { type Exchange, OverloadedError, pathOf, type Refusal } from './face.ts';
import { ClientGoneError } from './reply.ts';

/** At most this much of an unread body is drained, so that the client gets the answer before the connection closes. */
const MOST_UNWANTED_BYTES = 16 * 1024 * 1024;

export function answerFailure(exchange: Exchange, error: unknown, refusal: Refusal): void {
  const { request, response, log } = exchange;
  const abandoned = response.destroyed || (request.destroyed && !request.complete);
  if (error instanceof ClientGoneError || abandoned) {
    log.debug({ err: error }, 'the client went away');
    response.destroy();
    return;
  }
  const about = { method: request.method, path: pathOf(request), code: refusal.code };
  if (refusal.status === 500) log.error({ err: error, ...about }, 'a request failed for a reason of our own');
  else if (refusal.status === 503 && !(error instanceof OverloadedError))
    log.warn({ err: error, ...about }, 'a request could not be served for now');
  else if (refusal.status === 403 || refusal.status === 401) log.warn(about, 'a request was refused');
  else log.debug(about, refusal.message);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  discardRest(exchange);
  refusal.send(exchange);
}

function discardRest({ request, response }: Exchange): void {
  if (request.complete) return;
  if (request.headers.expect !== undefined) response.setHeader('connection', 'close');
  let discardedBytes = 0;
  request.on('data', (part: Buffer) => {
    discardedBytes += part.length;
    if (discardedBytes > MOST_UNWANTED_BYTES) request.socket.destroy();
  });
}
