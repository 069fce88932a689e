/** Makes the `Call` of an authenticated request: the body is announced, bounded, verified, and asked for only when a handler wants it. */
import type { Exchange } from '@seatrial/service-http';
import { ClientGoneError } from '@seatrial/service-http';
import type { Identity } from '../auth/authenticate.ts';
import { verifiedBody } from '../auth/body.ts';
import { EMPTY_SHA256 } from '../auth/signature.ts';
import { usingBriefly } from '../brief-memory.ts';
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import type { Call } from './call.ts';
import type { Target } from './route.ts';

/** Largest body of one PUT. */
const MOST_BODY_BYTES = 5 * 1024 ** 3;

export function createCall(exchange: Exchange, target: Target, head: RequestHead, identity: Identity): Call {
  const { request, response, waiting, id, log } = exchange;
  // A socket that is closed forgets its address, and whoever hung up must not pass for somebody from elsewhere.
  const sourceIp = request.socket.remoteAddress;
  if (sourceIp === undefined) throw new ClientGoneError();
  checkAbsentBody(head, identity);
  return {
    id,
    log,
    target,
    query: head.query,
    headers: identity.headers,
    principal: identity.principal,
    sourceIp,
    secure: 'encrypted' in request.socket,
    response,
    bodyBytes: () => announcedBytes(head, identity),
    body: () => {
      if (waiting) response.writeContinue();
      const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      return verifiedBody(usingBriefly(source), identity.payload);
    },
  };
}

/** What has no body is read by nobody, and its digest must be right all the same. Throws XAmzContentSHA256Mismatch. */
function checkAbsentBody({ headers }: RequestHead, { payload }: Identity): void {
  const absent = (headers.get('content-length') ?? '0') === '0' && !headers.has('transfer-encoding');
  if (absent && payload.mode === 'digest' && payload.sha256 !== EMPTY_SHA256) {
    throw new S3Error('XAmzContentSHA256Mismatch');
  }
}

function announcedBytes(head: RequestHead, identity: Identity): number {
  const length = head.headers.get('content-length');
  const { payload } = identity;
  if (payload.mode !== 'chunks' && length === undefined) throw new S3Error('MissingContentLength');
  const announced = payload.mode === 'chunks' ? payload.decodedBytes : Number(length);
  if (announced > MOST_BODY_BYTES) throw new S3Error('EntityTooLarge');
  return announced;
}
