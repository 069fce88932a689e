/** The S3 face: from the head of a request to the handler of its operation; failures are S3's XML. */
import { type Exchange, type Face, OverloadedError } from '@seatrial/service-http';
import { DatabaseUnavailableError } from '@seatrial/service-sql';
import { NoSpaceError, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { Parts } from '../parts.ts';
import { S3Error } from '../wire/errors.ts';
import { readHead } from '../wire/head.ts';
import { setCorsHeaders } from './cross-origin.ts';
import { createCall } from './incoming.ts';
import { replyError } from './reply.ts';
import { route } from './route.ts';

export function createS3Face(parts: Parts): Face {
  return {
    async answer(exchange) {
      const head = readHead(exchange.request);
      const target = route(head);
      exchange.operation = target.operation;
      await setCorsHeaders(head, target.bucket, parts, exchange.response);
      const identity = parts.authenticate(head, Date.now());
      const { operation } = target;
      if (operation === 'NotImplemented' || operation === 'MethodNotAllowed') throw new S3Error(operation);
      const handler = parts.operations[operation];
      if (handler === undefined) throw new S3Error('NotImplemented');
      await handler(createCall(exchange, target, head, identity), parts);
    },
    refuse(error) {
      const known = s3ErrorOf(error);
      return {
        status: known.status,
        code: known.code,
        message: known.message,
        send: (to) => send(to, known, parts.region),
      };
    },
  };
}

const DATABASE_AWAY = 'The database cannot be reached now. Please try again.';

function s3ErrorOf(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof NoSpaceError) return new S3Error('StorageFull');
  if (error instanceof DatabaseUnavailableError) return new S3Error('ServiceUnavailable', DATABASE_AWAY);
  if (error instanceof StoreUnavailableError) return new S3Error('ServiceUnavailable');
  return new S3Error(error instanceof OverloadedError ? 'SlowDown' : 'InternalError');
}

/** The region goes with every refusal: a HEAD has no body to find it in. */
function send({ id, request, response }: Exchange, error: S3Error, region: string): void {
  const resource = (request.url ?? '').split('?')[0] ?? '';
  response.setHeader('x-amz-bucket-region', region);
  replyError(response, error, { method: request.method, resource, requestId: id });
}
