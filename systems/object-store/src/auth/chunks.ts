/**
 * Decodes aws-chunked bodies: `size[;chunk-signature=...]` lines, data, an empty last chunk, then trailers. Streams: a chunk is
 * passed on while its signature is still being computed, so the consumer must not commit anything before the end, and on any
 * mismatch the generator throws. Source: "Signature calculations for trailing headers", Amazon S3 API reference.
 */
import { createHash } from 'node:crypto';
import { S3Error } from '../wire/errors.ts';
import { ByteReader } from './byte-reader.ts';
import type { ChunkPlan, ChunkSigning } from './payload-plan.ts';
import { EMPTY_SHA256, sameSignature, scopeText, sha256Hex, sign } from './signature.ts';

const LONGEST_LINE_BYTES = 4096;

/** Yields the decoded bytes; announced trailers are put into `trailers` before the generator ends. */
export async function* decodeChunks(
  source: AsyncIterator<Buffer>,
  plan: ChunkPlan,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const chain = plan.signing === undefined ? undefined : new SignatureChain(plan.signing);
  let leftBytes = plan.decodedBytes;
  for (;;) {
    const { sizeBytes, signature } = parseChunkLine(await reader.line(LONGEST_LINE_BYTES));
    if (sizeBytes > leftBytes) throw new S3Error('IncompleteBody');
    leftBytes -= sizeBytes;
    const hash = chain === undefined ? undefined : createHash('sha256');
    for (let open = sizeBytes; open > 0; ) {
      const part = await reader.some(open);
      open -= part.length;
      hash?.update(part);
      yield part;
    }
    if (hash !== undefined) chain?.verifyChunk(hash.digest('hex'), signature);
    if (sizeBytes === 0) break;
    if ((await reader.line(2)) !== '') throw new S3Error('IncompleteBody');
  }
  if (leftBytes !== 0) throw new S3Error('IncompleteBody');
  await readTrailers(reader, plan, chain, trailers);
  while (!(await reader.atEnd())) {
    if ((await reader.line(2)) !== '') throw new S3Error('IncompleteBody', 'There are bytes after the last chunk.');
  }
}

function parseChunkLine(line: string): { sizeBytes: number; signature: string } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match === null) throw new S3Error('IncompleteBody', 'The body is not aws-chunked.');
  return { sizeBytes: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

async function readTrailers(
  reader: ByteReader,
  plan: ChunkPlan,
  chain: SignatureChain | undefined,
  trailers: Map<string, string>,
): Promise<void> {
  let signed = '';
  let signature = '';
  for (let line = await reader.line(LONGEST_LINE_BYTES); line !== ''; line = await reader.line(LONGEST_LINE_BYTES)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && name === 'x-amz-trailer-signature') signature = value;
    else if (colon > 0 && name === plan.trailer && !trailers.has(name)) trailers.set(name, value);
    else throw new S3Error('MalformedTrailerError');
    if (name === plan.trailer) signed += `${name}:${value}\n`;
  }
  if (plan.trailer === undefined) return;
  if (!trailers.has(plan.trailer)) throw new S3Error('MalformedTrailerError');
  chain?.verifyTrailer(sha256Hex(signed), signature);
}

/** Each signature covers the one before it, so chunks can be neither changed, dropped, reordered nor added. */
class SignatureChain {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  verifyChunk(sha256: string, signature: string): void {
    this.#verify('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_SHA256, sha256], signature);
  }

  verifyTrailer(sha256: string, signature: string): void {
    this.#verify('AWS4-HMAC-SHA256-TRAILER', [sha256], signature);
  }

  #verify(word: string, digests: readonly string[], signature: string): void {
    const { key, amzDate, scope } = this.#signing;
    const expected = sign(key, [word, amzDate, scopeText(scope), this.#previous, ...digests].join('\n'));
    if (!sameSignature(expected, signature))
      throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk is wrong.');
    this.#previous = expected;
  }
}
