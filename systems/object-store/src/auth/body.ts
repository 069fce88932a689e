/**
 * The body of a request as bytes that have been verified against its payload plan. The verification is finished only when the
 * iteration ends without throwing; whoever stores the bytes commits after that, never before.
 */
import { createHash } from 'node:crypto';
import { S3Error } from '../wire/errors.ts';
import { decodeChunks } from './chunks.ts';
import type { ChunkPlan, PayloadPlan } from './payload-plan.ts';

export interface Body {
  readonly bytes: AsyncIterable<Buffer>;
  /** Filled when `bytes` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

export function verifiedBody(source: AsyncIterable<Buffer>, plan: PayloadPlan): Body {
  const trailers = new Map<string, string>();
  if (plan.mode === 'unsigned') return { bytes: source, trailers };
  if (plan.mode === 'digest') return { bytes: withDigest(source, plan.sha256), trailers };
  return { bytes: decoded(source[Symbol.asyncIterator](), plan, trailers), trailers };
}

/** Lets go of the source however it ends: a request that somebody still listens to cannot be read over, and its client waits for ever. */
async function* decoded(
  source: AsyncIterator<Buffer>,
  plan: ChunkPlan,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  try {
    yield* decodeChunks(source, plan, trailers);
  } finally {
    await source.return?.();
  }
}

async function* withDigest(source: AsyncIterable<Buffer>, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const part of source) {
    hash.update(part);
    yield part;
  }
  if (hash.digest('hex') !== sha256) throw new S3Error('XAmzContentSHA256Mismatch');
}
