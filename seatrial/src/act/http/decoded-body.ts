/**
 * Undoes the Content-Encoding of an answer that `compressed` asked for: gzip, deflate (with its zlib wrapping, and without
 * as some servers send it), br, zstd, and several of them one after another. Inflates off this thread and never more than the
 * limit, so neither a large body nor a bomb stops the other users.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions, zstdDecompress } from 'node:zlib';
import { type Failure, ownLimit } from './wire/failure.ts';

type Decoder = (body: Buffer, options: Pick<ZlibOptions, 'maxOutputLength'>) => Promise<Buffer>;

const inflateWrapped: Decoder = promisify(inflate);
const inflateBare: Decoder = promisify(inflateRaw);
const ZLIB_WRAPPED = 8;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
  [
    'deflate',
    (body, options) =>
      ((body[0] ?? 0) & 15) === ZLIB_WRAPPED ? inflateWrapped(body, options) : inflateBare(body, options),
  ],
]);

/** The body without its codings (`gzip`, or `deflate, br`: in the order they were applied); a failure when it is broken. */
export async function decoded(body: Buffer, contentEncoding: string, maxBytes: number): Promise<Buffer | Failure> {
  let bytes = body;
  for (const coding of contentEncoding.toLowerCase().split(',').reverse()) {
    const name = coding.trim();
    if (name === '' || name === 'identity' || bytes.length === 0) continue;
    const decode = DECODERS.get(name);
    if (!decode) return broken(`the Content-Encoding ${JSON.stringify(name)} was not asked for`);
    try {
      bytes = await decode(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE')
        return {
          cause: 'own limit',
          why: ownLimit(`a body is decoded up to ${maxBytes} bytes, and this one is longer`),
        };
      return broken(`the body is not ${name} as its Content-Encoding says: ${message}`);
    }
  }
  return bytes;
}

function broken(why: string): Failure {
  return { cause: 'protocol', why };
}
