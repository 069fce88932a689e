/**
 * How the body of a request is protected, as `x-amz-content-sha256` announces it: a digest, nothing, or chunks
 * (signed or not, with a trailer or without). Only says what to verify; `body.ts` and `chunks.ts` verify it.
 */
import type { KeyObject } from 'node:crypto';
import { S3Error } from '../wire/errors.ts';
import type { Scope } from './signature.ts';

/** What the signature of the first chunk is chained to. */
export interface ChunkSigning {
  readonly key: KeyObject;
  readonly amzDate: string;
  readonly scope: Scope;
  readonly seed: string;
}

export interface ChunkPlan {
  readonly mode: 'chunks';
  readonly decodedBytes: number;
  /** The header the trailer must bring, e.g. x-amz-checksum-crc32. */
  readonly trailer: string | undefined;
  readonly signing: ChunkSigning | undefined;
}

export type PayloadPlan =
  | { readonly mode: 'digest'; readonly sha256: string }
  | { readonly mode: 'unsigned' }
  | ChunkPlan;

/**
 * `signing` is undefined when nobody signed. Throws NotImplemented for the elliptic-curve variants, AccessDenied for signed chunks of
 * nobody, and InvalidArgument for anything unknown.
 */
export function planPayload(
  value: string,
  headers: ReadonlyMap<string, string>,
  signing: ChunkSigning | undefined,
): PayloadPlan {
  if (/^[0-9a-f]{64}$/.test(value)) return { mode: 'digest', sha256: value };
  if (value === 'UNSIGNED-PAYLOAD') return { mode: 'unsigned' };
  if (value.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD') && signing === undefined) {
    throw new S3Error('AccessDenied', 'The chunks of the body are signed and the request is not.');
  }
  if (value === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD') {
    return { mode: 'chunks', decodedBytes: decodedLength(headers), trailer: undefined, signing };
  }
  if (value === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER') {
    return { mode: 'chunks', decodedBytes: decodedLength(headers), trailer: trailerName(headers), signing };
  }
  if (value === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    const trailer = headers.has('x-amz-trailer') ? trailerName(headers) : undefined;
    return { mode: 'chunks', decodedBytes: decodedLength(headers), trailer, signing: undefined };
  }
  if (value.startsWith('STREAMING-AWS4-ECDSA')) throw new S3Error('NotImplemented', 'SigV4A is not implemented.');
  throw new S3Error('InvalidArgument', 'x-amz-content-sha256 is neither a SHA-256 in hex nor a known word.');
}

function decodedLength(headers: ReadonlyMap<string, string>): number {
  const text = headers.get('x-amz-decoded-content-length') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('MissingContentLength', 'x-amz-decoded-content-length is required.');
  return Number(text);
}

function trailerName(headers: ReadonlyMap<string, string>): string {
  const name = headers.get('x-amz-trailer')?.trim().toLowerCase() ?? '';
  if (!/^x-amz-checksum-[a-z0-9]+$/.test(name)) {
    throw new S3Error(
      'InvalidRequest',
      'This payload mode needs an x-amz-trailer that names one x-amz-checksum header.',
    );
  }
  return name;
}
