/**
 * Checks an upload against what its sender says about it: Content-MD5, one x-amz-checksum-* header, or the same as a trailer.
 * It passes the bytes through and throws BadDigest at the end, so whoever stores them never commits a body that failed.
 */
import { createHash } from 'node:crypto';
import { S3Error } from '../wire/errors.ts';
import {
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  isChecksumAlgorithm,
  type RunningChecksum,
  startChecksum,
} from './checksum.ts';

/** Whether what was promised is what was computed. A part of the composition. */
export type SameDigest = (promised: Buffer, computed: Buffer) => boolean;

export const sameDigest: SameDigest = (promised, computed) => promised.equals(computed);

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64, as on the wire. */
  readonly value: string;
}

export interface PartChecksum extends Checksum {
  /** The default one, where the client chose another for this part and none for the whole. */
  readonly besides?: Checksum;
}

/** What is computed whether or not the sender promised it. */
export interface Wishes {
  /** Another one is refused. */
  readonly wanted?: ChecksumAlgorithm | undefined;
  /** Where none is promised or wanted. */
  readonly otherwise?: ChecksumAlgorithm;
  /** In any case; it stands `besides` where another one was promised. */
  readonly always?: ChecksumAlgorithm;
}

export class UploadCheck {
  readonly #same: SameDigest;
  readonly #md5 = createHash('md5');
  readonly #promisedMd5: Buffer | undefined;
  readonly #algorithm: ChecksumAlgorithm | undefined;
  readonly #running: RunningChecksum | undefined;
  readonly #headerValue: string | undefined;
  readonly #besides: { readonly algorithm: ChecksumAlgorithm; readonly running: RunningChecksum } | undefined;
  readonly #promised: boolean;
  #etag = '';
  #checksum: PartChecksum | undefined;

  /** Throws InvalidDigest, InvalidRequest or BadDigest when the promises themselves are malformed, or contradict each other. */
  constructor(headers: ReadonlyMap<string, string>, same: SameDigest, wishes: Wishes = {}) {
    this.#same = same;
    this.#promisedMd5 = readMd5(headers.get('content-md5'));
    const promised = promisedAlgorithm(headers);
    this.#promised = this.#promisedMd5 !== undefined || promised !== undefined;
    const { wanted, otherwise, always } = wishes;
    this.#algorithm = promised ?? wanted ?? otherwise ?? always;
    if (always !== undefined && always !== this.#algorithm) {
      this.#besides = { algorithm: always, running: startChecksum(always) };
    }
    if (wanted !== undefined && this.#algorithm !== wanted) {
      throw new S3Error('InvalidRequest', `The upload wants ${wanted} checksums, not ${this.#algorithm}.`);
    }
    if (this.#algorithm === undefined) return;
    this.#running = startChecksum(this.#algorithm);
    this.#headerValue = headers.get(`x-amz-checksum-${this.#algorithm}`);
    if (this.#headerValue !== undefined) readChecksum(this.#algorithm, this.#headerValue);
  }

  /** Whether the sender promised anything about the body. */
  get promised(): boolean {
    return this.#promised;
  }

  /** The bytes, unchanged; throws BadDigest in place of a good end. */
  async *through(bytes: AsyncIterable<Buffer>, trailers: ReadonlyMap<string, string>): AsyncGenerator<Buffer> {
    for await (const part of bytes) {
      this.#md5.update(part);
      this.#running?.update(part);
      this.#besides?.running.update(part);
      yield part;
    }
    const md5 = this.#md5.digest();
    this.#etag = md5.toString('hex');
    if (this.#promisedMd5 !== undefined && !this.#same(this.#promisedMd5, md5)) throw new S3Error('BadDigest');
    if (this.#algorithm === undefined || this.#running === undefined) return;
    const computed = this.#running.digest();
    const value = this.#headerValue ?? trailers.get(`x-amz-checksum-${this.#algorithm}`);
    if (value !== undefined && !this.#same(readChecksum(this.#algorithm, value), computed)) {
      throw new S3Error('BadDigest', `The ${this.#algorithm} you specified did not match what we received.`);
    }
    const besides = this.#besides && {
      algorithm: this.#besides.algorithm,
      value: this.#besides.running.digest().toString('base64'),
    };
    this.#checksum = {
      algorithm: this.#algorithm,
      value: computed.toString('base64'),
      ...(besides === undefined ? {} : { besides }),
    };
  }

  /** After a good end: the MD5 in hex. */
  get etag(): string {
    return this.#etag;
  }

  /** After a good end: the checksum the sender chose, or else the wished one, as computed here. */
  get checksum(): PartChecksum | undefined {
    return this.#checksum;
  }
}

/** Of the one checksum that is promised, as a header or as a trailer. Throws InvalidRequest or BadDigest. */
export function promisedAlgorithm(headers: ReadonlyMap<string, string>): ChecksumAlgorithm | undefined {
  const prefix = 'x-amz-checksum-';
  const names = [...headers.keys(), headers.get('x-amz-trailer')?.trim().toLowerCase() ?? ''];
  const [algorithm, ...others] = names
    .filter((name) => name.startsWith(prefix) && !['mode', 'algorithm', 'type'].includes(name.slice(prefix.length)))
    .map((name) => {
      const algorithm = name.slice(prefix.length);
      if (!isChecksumAlgorithm(algorithm))
        throw new S3Error('InvalidRequest', `Unknown checksum algorithm: ${algorithm}.`);
      return algorithm;
    });
  if (others.length > 0) throw new S3Error('InvalidRequest', 'Send one x-amz-checksum header, not several.');
  const announced = headers.get('x-amz-sdk-checksum-algorithm')?.toLowerCase();
  if (algorithm !== undefined && (announced ?? algorithm) !== algorithm) {
    throw new S3Error(
      'BadDigest',
      `The checksum is a ${algorithm}, and x-amz-sdk-checksum-algorithm says ${announced}.`,
    );
  }
  return algorithm;
}

function readMd5(value: string | undefined): Buffer | undefined {
  if (value === undefined) return undefined;
  const bytes = strictBase64(value);
  if (bytes?.length !== 16) throw new S3Error('InvalidDigest');
  return bytes;
}

function readChecksum(algorithm: ChecksumAlgorithm, value: string): Buffer {
  const bytes = checksumOf(algorithm, value);
  if (bytes === undefined) throw new S3Error('InvalidRequest', `The value of x-amz-checksum-${algorithm} is invalid.`);
  return bytes;
}

/** Undefined when no checksum of that kind is written so. */
export function checksumOf(algorithm: ChecksumAlgorithm, base64: string): Buffer | undefined {
  const bytes = strictBase64(base64);
  return bytes?.length === CHECKSUM_BYTES[algorithm] ? bytes : undefined;
}

function strictBase64(value: string): Buffer | undefined {
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}
