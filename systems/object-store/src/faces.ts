/** Which face answers a request: the files API at its reserved paths, S3 everywhere else. */
import type { IncomingMessage } from 'node:http';
import type { Face } from '@seatrial/service-http';
import { createFilesFace } from './files/face.ts';
import { isReserved } from './files/reserved.ts';
import type { Parts } from './parts.ts';
import { createS3Face } from './s3/face.ts';

export function createFaces(parts: Parts): (request: IncomingMessage) => Face {
  const files = createFilesFace(parts);
  const s3 = createS3Face(parts);
  return (request) => (isReserved(request.url ?? '/') && !isSignedForS3(request) ? files : s3);
}

/** A client that signs as S3's clients do speaks S3, whatever the bucket is called, and understands no other answer. */
function isSignedForS3({ headers, url = '' }: IncomingMessage): boolean {
  return headers.authorization?.startsWith('AWS4-HMAC-SHA256') === true || url.includes('X-Amz-Signature=');
}
