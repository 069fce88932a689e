/** The secret that gateways and storage servers share: sent with every call, compared in constant time. Who has it may read and change every chunk. */
import { hash, timingSafeEqual } from 'node:crypto';
import { Metadata, status } from '@grpc/grpc-js';
import { CallError } from './statuses.ts';

const LEAST_LENGTH = 16;

/** Throws an Error whose message is meant for the operator. `where` names the place the token came from. */
export function requireToken(token: string | undefined, where: string): string {
  const trimmed = token?.trim() ?? '';
  if (trimmed.length < LEAST_LENGTH)
    throw new Error(`The cluster's token is missing or shorter than ${LEAST_LENGTH} characters: give it in ${where}.`);
  return trimmed;
}

export function withToken(token: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

/** Throws UNAUTHENTICATED. */
export function checkToken(metadata: Metadata, token: string): void {
  const [given] = metadata.get('authorization');
  if (typeof given !== 'string' || !timingSafeEqual(digest(given), digest(`Bearer ${token}`)))
    throw new CallError(status.UNAUTHENTICATED, "The cluster's token is missing or wrong.");
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
