/**
 * Sends the body of an HTTP/2 request: whole, or piece by piece as it is made, with at most one piece in flight, so that
 * memory holds one and whoever makes them may use the same buffer again.
 */
import type { ClientHttp2Stream } from 'node:http2';
import type { StreamedBody } from '../../../../plan/protocols/http.ts';
import { brokenBody, wrongBody } from '../../../http/wire/broken-body.ts';
import type { Failure } from '../../../http/wire/failure.ts';

export type Body = Uint8Array | StreamedBody;

/** What the head says about it; nothing where that is not known. */
export function lengthOf(body: Body): { 'content-length'?: number } {
  const bytes = body instanceof Uint8Array ? body.length : body.size;
  return bytes === undefined ? {} : { 'content-length': bytes };
}

/** Resolves with null, or with why the body did not come to its end: then the peer has no request. */
export async function sendBody(stream: ClientHttp2Stream, body: Body): Promise<Failure | null> {
  if (body instanceof Uint8Array) {
    stream.end(body);
    return null;
  }
  let total = 0;
  try {
    for await (const piece of body.stream()) {
      if (!(piece instanceof Uint8Array)) return wrongBody(`gave a ${typeof piece}; give bytes (Uint8Array)`);
      total += piece.length;
      if (body.size !== undefined && total > body.size) break;
      if (!(await written(stream, piece))) return null;
    }
  } catch (error) {
    return brokenBody(error, total);
  }
  if (body.size !== undefined && total !== body.size)
    return wrongBody(`is ${total > body.size ? 'longer' : 'shorter'} than its size of ${body.size} bytes`);
  stream.end();
  return null;
}

/** False when the stream has ended: why is told elsewhere. */
function written(stream: ClientHttp2Stream, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (stream.closed || stream.destroyed) return resolve(false);
    const gone = (): void => resolve(false);
    stream.once('close', gone);
    stream.write(piece, (error) => {
      stream.off('close', gone);
      resolve(!error);
    });
  });
}
